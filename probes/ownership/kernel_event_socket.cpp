#include "probes/ownership/kernel_event_socket.hpp"

#include <arpa/inet.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "probes/base/clock.hpp"

namespace tidemark::probes {
namespace {

// About 40,000 events; the memory is used only while they wait.
constexpr int kQueueBytes = 32 << 20;
constexpr int kTries = 3;
constexpr std::size_t kMostAtOnce = 4096;

constexpr std::size_t kHeaders = sizeof(nlmsghdr) + sizeof(cn_msg);
constexpr std::uint32_t kWhat = kHeaders + offsetof(proc_event, what);
constexpr std::uint32_t kForkData = kHeaders + offsetof(proc_event, event_data);
// Of parent and child each the thread's and the process's number.
constexpr std::uint32_t kChildThread = kForkData + 2 * sizeof(__kernel_pid_t);
constexpr std::uint32_t kChildProcess = kForkData + 3 * sizeof(__kernel_pid_t);

sock_filter statement(unsigned int code, std::uint32_t operand) {
  return {.code = static_cast<std::uint16_t>(code), .jt = 0, .jf = 0, .k = operand};
}
sock_filter jump(unsigned int code, std::uint32_t operand, int if_true, int if_false) {
  return {.code = static_cast<std::uint16_t>(code),
          .jt = static_cast<std::uint8_t>(if_true),
          .jf = static_cast<std::uint8_t>(if_false),
          .k = operand};
}

// Lets the kernel drop what decode_connector() would: births of threads, changes of names and
// users. A browser starts ten threads for every process. Without it all is well too, only dearer.
void attach_filter(const UniqueFd& socket) {
  constexpr std::uint32_t kAll = 0xFFFFFFFF;
  // The filter sees words in network order, the kernel wrote them in ours.
  const auto word = [](std::uint32_t value) { return ::htonl(value); };
  std::array<sock_filter, 12> program{
      statement(BPF_LD | BPF_W | BPF_ABS, kWhat),
      jump(BPF_JMP | BPF_JEQ | BPF_K, word(proc_event::PROC_EVENT_FORK), 4, 0),
      jump(BPF_JMP | BPF_JEQ | BPF_K, word(proc_event::PROC_EVENT_EXEC), 7, 0),
      jump(BPF_JMP | BPF_JEQ | BPF_K, word(proc_event::PROC_EVENT_EXIT), 6, 0),
      jump(BPF_JMP | BPF_JEQ | BPF_K, word(proc_event::PROC_EVENT_NONE), 5, 0),
      statement(BPF_RET | BPF_K, 0),
      statement(BPF_LD | BPF_W | BPF_ABS, kChildThread),
      statement(BPF_MISC | BPF_TAX, 0),
      statement(BPF_LD | BPF_W | BPF_ABS, kChildProcess),
      jump(BPF_JMP | BPF_JEQ | BPF_X, 0, 0, 1),
      statement(BPF_RET | BPF_K, kAll),
      statement(BPF_RET | BPF_K, 0),
  };
  const sock_fprog filter{.len = static_cast<unsigned short>(program.size()),
                          .filter = program.data()};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
}

void enlarge_queue(const UniqueFd& socket) {
  const int size = kQueueBytes;
  if (::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0) {
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  }
}

bool send_request(const UniqueFd& socket, proc_cn_mcast_op operation) {
  struct Request {
    nlmsghdr header;
    std::array<std::byte, sizeof(cn_msg) + sizeof(proc_cn_mcast_op)> payload;
  } request{};
  request.header.nlmsg_len = sizeof request;
  request.header.nlmsg_type = NLMSG_DONE;
  cn_msg message{};
  message.id = {.idx = CN_IDX_PROC, .val = CN_VAL_PROC};
  message.len = sizeof operation;
  std::memcpy(request.payload.data(), &message, sizeof message);
  std::memcpy(request.payload.data() + sizeof message, &operation, sizeof operation);
  return ::send(socket.get(), &request, sizeof request, 0) == sizeof request;
}

std::unexpected<Error> refused(int error) {
  if (error == EPERM || error == EACCES) {
    return failure(
        ErrorCode::kDenied,
        "kernel events: before Linux 6.6 only root or CAP_NET_ADMIN may hear them (run as "
        "root, or setcap cap_net_admin+ep on the program)");
  }
  return failure(ErrorCode::kUnavailable, system_error("hear kernel events", error).message);
}

std::unexpected<Error> no_connector() {
  return failure(ErrorCode::kUnavailable,
                 "kernel events: there is no process connector here (it is heard only in the "
                 "initial network, pid and user namespaces, outside of containers, from a kernel "
                 "with CONFIG_PROC_EVENTS)");
}

}  // namespace

Result<KernelEventSocket> KernelEventSocket::open() {
  UniqueFd socket(
      ::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_CONNECTOR));
  if (!socket) return errno == EPROTONOSUPPORT ? no_connector() : refused(errno);
  enlarge_queue(socket);
  attach_filter(socket);
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = CN_IDX_PROC;
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return refused(errno);
  }
  KernelEventSocket events(std::move(socket));
  if (const Result<void> granted = events.ask(); !granted) return std::unexpected(granted.error());
  return events;
}

// Answers of the same moment may be for somebody else's request: a refusal is believed only when it
// is repeated.
Result<void> KernelEventSocket::ask() {
  int error = 0;
  for (int tries = 0; tries < kTries; ++tries) {
    const SteadyTime asked = steady_now();
    if (!send_request(socket_, PROC_CN_MCAST_LISTEN)) return refused(errno);
    const SteadyTime answered = steady_now();
    ConnectorNews news;
    while (receive(news)) {
    }
    std::erase_if(news.answers, [&](const ConnectorAnswer& answer) {
      return answer.at < asked || answer.at > answered;
    });
    if (news.answers.empty()) return no_connector();
    // A refusal beside a grant: one of them is ours, perhaps not the grant.
    error = std::ranges::max(news.answers, {}, &ConnectorAnswer::error).error;
    if (error == 0) return {};
  }
  return refused(error);
}

KernelEventSocket::~KernelEventSocket() {
  // Before Linux 6.6 the kernel goes on producing events for a listener that did not say so.
  if (socket_) send_request(socket_, PROC_CN_MCAST_IGNORE);
}

// One datagram; false when there is none.
bool KernelEventSocket::receive(ConnectorNews& news) {
  std::array<std::byte, 1024> datagram;
  for (;;) {
    sockaddr_nl sender{};
    socklen_t size = sizeof sender;
    const ssize_t length = ::recvfrom(socket_.get(), datagram.data(), datagram.size(), MSG_DONTWAIT,
                                      reinterpret_cast<sockaddr*>(&sender), &size);
    if (length < 0 && errno == EINTR) continue;
    if (length < 0 && errno == ENOBUFS) {
      ++losses_;
      continue;
    }
    if (length < 0) return false;
    // Anybody may write to a netlink socket; the kernel's own address is 0.
    if (sender.nl_pid != 0) continue;
    decode_connector(std::span(datagram).first(static_cast<std::size_t>(length)), news);
    return true;
  }
}

Bytes KernelEventSocket::queue() const {
  int size = 0;
  socklen_t length = sizeof size;
  ::getsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &size, &length);
  return {static_cast<std::uint64_t>(size)};
}

std::vector<KernelEvent> KernelEventSocket::read() {
  ConnectorNews news;
  while (news.events.size() < kMostAtOnce && receive(news)) {
  }
  return std::move(news.events);
}

}  // namespace tidemark::probes
