#include "analyzer/dns/ares_channel.hpp"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>

#include "probes/base/unique_fd.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

// The first repetition; c-ares doubles it each time. The caller's deadline normally comes before
// the last.
constexpr std::chrono::milliseconds kRepeatAfter{1500};
constexpr int kTries = 4;

Error ares_error(std::string_view operation, int status) {
  return {ErrorCode::kIo, fmt::format("{}: {}", operation, ::ares_strerror(status))};
}

}  // namespace

Result<std::unique_ptr<AresChannel>> AresChannel::open(const asio::any_io_executor& executor,
                                                       const DnsServer& server) {
  std::unique_ptr<AresChannel> channel(new AresChannel(executor));
  if (auto ready = channel->initialise(server); !ready) return std::unexpected(ready.error());
  return channel;
}

AresChannel::AresChannel(const asio::any_io_executor& executor)
    : watch_(executor,
             [this](int fd, SocketWatch::Ready ready) {
               const bool reads = ready == SocketWatch::Ready::kRead;
               process(reads ? fd : ARES_SOCKET_BAD, reads ? ARES_SOCKET_BAD : fd);
             }),
      timer_(executor) {}

AresChannel::~AresChannel() {
  if (channel_ != nullptr) ::ares_destroy(channel_);
}

Result<void> AresChannel::initialise(const DnsServer& server) {
  static const int library = ::ares_library_init(ARES_LIB_INIT_ALL);
  if (library != ARES_SUCCESS) return std::unexpected(ares_error("initialise c-ares", library));

  // Everything c-ares would otherwise read from files for each channel is given here.
  in_addr placeholder{};
  std::array<char, 2> dns_only{"b"};
  ares_options options{};
  options.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES;
  options.timeout = static_cast<int>(kRepeatAfter.count());
  options.tries = kTries;
  options.ndots = 1;
  options.servers = &placeholder;
  options.nservers = 1;
  options.lookups = dns_only.data();
  options.sock_state_cb_data = this;
  options.sock_state_cb = [](void* self, ares_socket_t fd, int read, int write) {
    static_cast<AresChannel*>(self)->watch_.want(fd, read != 0, write != 0);
  };
  const int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_NDOTS |
                   ARES_OPT_SERVERS | ARES_OPT_DOMAINS | ARES_OPT_SORTLIST | ARES_OPT_LOOKUPS |
                   ARES_OPT_SOCK_STATE_CB;
  if (const int status = ::ares_init_options(&channel_, &options, mask); status != ARES_SUCCESS) {
    return std::unexpected(ares_error("open DNS channel", status));
  }
  ::ares_set_socket_functions(channel_, &socket_functions(), this);

  ares_addr_port_node node{};
  const bool is_v4 = server.address.find(':') == std::string::npos;
  node.family = is_v4 ? AF_INET : AF_INET6;
  node.udp_port = node.tcp_port = server.port;
  if (::inet_pton(node.family, server.address.c_str(), &node.addr) != 1) {
    return failure(ErrorCode::kBadInput, fmt::format("'{}' is no address", server.address));
  }
  if (const int status = ::ares_set_servers_ports(channel_, &node); status != ARES_SUCCESS) {
    return std::unexpected(ares_error("set DNS server " + to_string(server), status));
  }
  return {};
}

// c-ares's own functions open sockets without SOCK_CLOEXEC and write to TCP without MSG_NOSIGNAL.
const ares_socket_functions& AresChannel::socket_functions() {
  static constexpr ares_socket_functions kFunctions{
      .asocket =
          [](int family, int type, int protocol, void*) {
            return ::socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
          },
      .aclose =
          [](ares_socket_t fd, void* self) {
            static_cast<AresChannel*>(self)->watch_.forget(fd);
            const UniqueFd closes_it(fd);
            return 0;
          },
      .aconnect = [](ares_socket_t fd, const sockaddr* to, ares_socklen_t size,
                     void*) { return ::connect(fd, to, size); },
      .arecvfrom = [](ares_socket_t fd, void* buffer, std::size_t size, int flags, sockaddr* from,
                      ares_socklen_t* from_size,
                      void*) { return ::recvfrom(fd, buffer, size, flags, from, from_size); },
      .asendv =
          [](ares_socket_t fd, const iovec* parts, int count, void*) {
            msghdr message{};
            message.msg_iov = const_cast<iovec*>(parts);
            message.msg_iovlen = static_cast<std::size_t>(count);
            return ::sendmsg(fd, &message, MSG_NOSIGNAL);
          },
  };
  return kFunctions;
}

void AresChannel::ask(const std::string& name, RecordType type, OnAnswer on_answer) {
  const auto deliver = [](void* argument, int status, int, unsigned char* answer, int size) {
    const std::unique_ptr<OnAnswer> callback(static_cast<OnAnswer*>(argument));
    if (status == ARES_EDESTRUCTION) return;
    (*callback)(status, {answer, answer == nullptr ? 0U : static_cast<std::size_t>(size)});
  };
  auto callback = std::make_unique<OnAnswer>(std::move(on_answer));
  ::ares_query(channel_, name.c_str(), ns_c_in, type == RecordType::kA ? ns_t_a : ns_t_aaaa,
               deliver, callback.release());
  arm_timer();
}

void AresChannel::process(ares_socket_t readable, ares_socket_t writable) {
  ::ares_process_fd(channel_, readable, writable);
  arm_timer();
}

void AresChannel::arm_timer() {
  timeval left{};
  if (::ares_timeout(channel_, nullptr, &left) == nullptr) {
    timer_.cancel();
    return;
  }
  timer_.expires_after(std::chrono::seconds(left.tv_sec) + std::chrono::microseconds(left.tv_usec));
  timer_.async_wait([this, alive = std::weak_ptr(alive_)](boost::system::error_code error) {
    if (!error && !alive.expired()) process(ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  });
}

}  // namespace tidemark::analyzer
