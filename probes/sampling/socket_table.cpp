#include "probes/sampling/socket_table.hpp"

#include <arpa/inet.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "probes/sampling/proc_file.hpp"

namespace tidemark::probes {
namespace {

constexpr std::size_t kMaxTable = 32U << 20U;  // 200,000 connections

// Splits at runs of spaces.
class Fields {
 public:
  explicit Fields(std::string_view line) : rest_(line) {}
  std::string_view next() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size()));
    const std::string_view field = rest_.substr(0, rest_.find(' '));
    rest_.remove_prefix(field.size());
    return field;
  }
  void skip(int count) {
    for (int i = 0; i < count; ++i) (void)next();
  }
  // What follows, without the one space that ends a field.
  [[nodiscard]] std::string_view rest() const {
    return rest_.starts_with(' ') ? rest_.substr(1) : rest_;
  }

 private:
  std::string_view rest_;
};

template <typename Number>
std::optional<Number> number(std::string_view text, int base) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

// Calls `each` with every line but the first, which is the heading.
template <typename Each>
void for_each_line(std::string_view text, Each each) {
  bool heading = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (!heading) each(text.substr(0, end));
    heading = false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// An address is printed as 32-bit words in the byte order of the machine.
std::optional<std::string> parse_address(std::string_view hex) {
  constexpr std::size_t kWord = 8;
  const std::size_t words = hex.size() / kWord;
  if (hex.size() % kWord != 0 || (words != 1 && words != 4)) return {};
  std::array<std::uint32_t, 4> bytes{};
  for (std::size_t i = 0; i < words; ++i) {
    const auto word = number<std::uint32_t>(hex.substr(i * kWord, kWord), 16);
    if (!word) return {};
    bytes.at(i) = *word;
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = words == 1 ? AF_INET : AF_INET6;
  if (::inet_ntop(family, bytes.data(), text.data(), text.size()) == nullptr) return {};
  return std::string(text.data());
}

// "0100007F:1F90"
std::optional<Endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return {};
  std::optional<std::string> address = parse_address(text.substr(0, colon));
  const auto port = number<std::uint16_t>(text.substr(colon + 1), 16);
  if (!address || !port) return {};
  return Endpoint{.address = *std::move(address), .port = *port};
}

// include/net/tcp_states.h; UDP uses 1 and 7.
std::optional<SocketState> inet_state(std::string_view text) {
  const auto code = number<unsigned>(text, 16);
  if (!code) return {};
  switch (*code) {
    case 1: return SocketState::kEstablished;
    case 2:    // SYN_SENT
    case 3:    // SYN_RECV
    case 0xC:  // NEW_SYN_RECV
      return SocketState::kConnecting;
    case 4:    // FIN_WAIT1
    case 5:    // FIN_WAIT2
    case 6:    // TIME_WAIT
    case 8:    // CLOSE_WAIT
    case 9:    // LAST_ACK
    case 0xB:  // CLOSING
      return SocketState::kClosing;
    case 7: return SocketState::kUnconnected;
    case 0xA: return SocketState::kListening;
    default: return {};
  }
}

// enum socket_state of linux/net.h; a listening socket is unconnected with a flag.
std::optional<SocketState> unix_state(std::string_view flags, std::string_view state) {
  constexpr unsigned kAcceptsConnections = 1U << 16U;
  const auto flag_bits = number<unsigned>(flags, 16);
  const auto code = number<unsigned>(state, 16);
  if (!flag_bits || !code) return {};
  if ((*flag_bits & kAcceptsConnections) != 0) return SocketState::kListening;
  switch (*code) {
    case 0:
    case 1: return SocketState::kUnconnected;
    case 2: return SocketState::kConnecting;
    case 3: return SocketState::kEstablished;
    case 4: return SocketState::kClosing;
    default: return {};
  }
}

std::optional<Socket> parse_inet_line(std::string_view line, SocketFamily family) {
  Fields fields(line);
  fields.skip(1);
  auto local = parse_endpoint(fields.next());
  auto remote = parse_endpoint(fields.next());
  const auto state = inet_state(fields.next());
  fields.skip(5);  // queues, timer, retransmits, uid, timeout
  const auto inode = number<std::uint64_t>(fields.next(), 10);
  if (!local || !remote || !state || !inode) return {};
  return Socket{.inode = *inode,
                .family = family,
                .state = *state,
                .local = *std::move(local),
                .remote = *std::move(remote)};
}

std::optional<Socket> parse_unix_line(std::string_view line) {
  Fields fields(line);
  fields.skip(3);
  const std::string_view flags = fields.next();
  fields.skip(1);
  const auto state = unix_state(flags, fields.next());
  const auto inode = number<std::uint64_t>(fields.next(), 10);
  if (!state || !inode) return {};
  return Socket{.inode = *inode,
                .family = SocketFamily::kUnix,
                .state = *state,
                .path = std::string(fields.rest())};
}

// A dual-stack socket calls an IPv4 address ::ffff:1.2.3.4, its peer does not.
Endpoint plain(Endpoint endpoint) {
  constexpr std::string_view kMapped = "::ffff:";
  if (endpoint.address.starts_with(kMapped) && endpoint.address.contains('.')) {
    endpoint.address.erase(0, kMapped.size());
  }
  return endpoint;
}

// Nothing: this machine does not have the family, or the process is gone.
Result<std::optional<std::string>> read_table(const std::filesystem::path& path) {
  const Result<UniqueFd> fd = open_proc_file(path);
  if (!fd && fd.error().code == ErrorCode::kGone) return std::nullopt;
  if (!fd) return std::unexpected(fd.error());
  std::string text;
  constexpr std::size_t kChunk = 64U << 10U;
  while (text.size() < kMaxTable) {
    Result<std::string> chunk = read_proc_file(*fd, path, kChunk);
    if (!chunk) return std::unexpected(chunk.error());
    if (chunk->empty()) return text;
    text += *chunk;
  }
  return failure(ErrorCode::kNoSpace, path.string() + ": has more than 32 MiB of sockets");
}

}  // namespace

std::string_view socket_family_name(SocketFamily family) {
  switch (family) {
    case SocketFamily::kTcp: return "tcp";
    case SocketFamily::kTcp6: return "tcp6";
    case SocketFamily::kUdp: return "udp";
    case SocketFamily::kUdp6: return "udp6";
    case SocketFamily::kUnix: break;
  }
  return "unix";
}

std::string_view socket_state_name(SocketState state) {
  switch (state) {
    case SocketState::kUnconnected: return "unconnected";
    case SocketState::kListening: return "listening";
    case SocketState::kConnecting: return "connecting";
    case SocketState::kEstablished: return "established";
    case SocketState::kClosing: break;
  }
  return "closing";
}

std::vector<Socket> parse_inet_sockets(std::string_view text, SocketFamily family) {
  std::vector<Socket> sockets;
  for_each_line(text, [&](std::string_view line) {
    if (auto socket = parse_inet_line(line, family)) sockets.push_back(*std::move(socket));
  });
  return sockets;
}

std::vector<Socket> parse_unix_sockets(std::string_view text) {
  std::vector<Socket> sockets;
  for_each_line(text, [&](std::string_view line) {
    if (auto socket = parse_unix_line(line)) sockets.push_back(*std::move(socket));
  });
  return sockets;
}

namespace {

// Those of `again` that `sockets` has not. While others make and close sockets the kernel skips one
// or another of net/unix, seldom the same twice.
void complete(std::vector<Socket>& sockets, std::vector<Socket> again) {
  std::set<std::uint64_t> known;
  for (const Socket& socket : sockets) known.insert(socket.inode);
  for (Socket& socket : again) {
    if (!known.contains(socket.inode)) sockets.push_back(std::move(socket));
  }
}

}  // namespace

SocketTable::SocketTable(std::vector<Socket> sockets) : sockets_(std::move(sockets)) {
  for (std::size_t i = 0; i < sockets_.size(); ++i) {
    const Socket& socket = sockets_[i];
    if (socket.inode != 0) by_inode_.emplace(socket.inode, i);
    const bool tcp = socket.family == SocketFamily::kTcp || socket.family == SocketFamily::kTcp6;
    if (tcp && socket.remote.port != 0) {
      by_connection_.emplace(Connection{plain(socket.local), plain(socket.remote)}, i);
    }
  }
}

Result<SocketTable> SocketTable::read(Pid pid, const std::filesystem::path& proc) {
  const std::filesystem::path net = proc / std::to_string(pid) / "net";
  std::vector<Socket> sockets;
  bool any = false;
  for (const SocketFamily family : {SocketFamily::kTcp, SocketFamily::kTcp6, SocketFamily::kUdp,
                                    SocketFamily::kUdp6, SocketFamily::kUnix}) {
    const auto text = read_table(net / socket_family_name(family));
    if (!text) return std::unexpected(text.error());
    const std::optional<std::string>& table = *text;
    if (!table) continue;
    any = true;
    const bool local = family == SocketFamily::kUnix;
    std::vector<Socket> found =
        local ? parse_unix_sockets(*table) : parse_inet_sockets(*table, family);
    if (local) {
      const auto again = read_table(net / socket_family_name(family));
      if (!again) return std::unexpected(again.error());
      const std::optional<std::string>& more = *again;
      if (more) complete(found, parse_unix_sockets(*more));
    }
    std::ranges::move(found, std::back_inserter(sockets));
  }
  if (!any) return failure(ErrorCode::kGone, net.string() + ": the process is gone");
  return SocketTable(std::move(sockets));
}

const Socket* SocketTable::find(std::uint64_t inode) const {
  const auto found = by_inode_.find(inode);
  return found == by_inode_.end() ? nullptr : &sockets_[found->second];
}

const Socket* SocketTable::peer_of(const Socket& socket) const {
  if (socket.remote.port == 0) return nullptr;
  const auto found = by_connection_.find(Connection{plain(socket.remote), plain(socket.local)});
  return found == by_connection_.end() ? nullptr : &sockets_[found->second];
}

Result<std::uint64_t> read_network_namespace(Pid pid, const std::filesystem::path& proc) {
  const std::filesystem::path path = proc / std::to_string(pid) / "ns" / "net";
  std::array<char, 64> text{};
  const ssize_t length = ::readlink(path.c_str(), text.data(), text.size());
  if (length < 0) {
    const int cause = errno;
    return std::unexpected(proc_error("read " + path.string(), proc / std::to_string(pid), cause));
  }
  std::string_view link(text.data(), static_cast<std::size_t>(length));
  constexpr std::string_view kBegin = "net:[";
  if (link.starts_with(kBegin) && link.ends_with(']')) {
    link = link.substr(kBegin.size(), link.size() - kBegin.size() - 1);
    if (const auto inode = number<std::uint64_t>(link, 10)) return *inode;
  }
  return failure(ErrorCode::kIo, path.string() + ": names no network namespace");
}

}  // namespace tidemark::probes
