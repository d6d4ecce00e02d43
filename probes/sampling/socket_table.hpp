// The sockets of a process's network namespace, from /proc/PID/net.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"

namespace tidemark::probes {

enum class SocketFamily : std::uint8_t { kTcp, kTcp6, kUdp, kUdp6, kUnix };
[[nodiscard]] std::string_view socket_family_name(SocketFamily family);  // "tcp", "tcp6", ...

enum class SocketState : std::uint8_t {
  kUnconnected,  // bound or fresh
  kListening,
  kConnecting,   // either side of a handshake
  kEstablished,  // a UDP socket with a fixed peer, too
  kClosing,      // one side, or both, said goodbye
};
[[nodiscard]] std::string_view socket_state_name(SocketState state);  // "listening", ...

struct Endpoint {
  std::string address = {};  // "127.0.0.1", "::1"
  std::uint16_t port = 0;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

struct Socket {
  // As in a descriptor's "socket:[INODE]"; 0: no process has it (not accepted yet, or TIME_WAIT).
  std::uint64_t inode = 0;
  SocketFamily family = SocketFamily::kTcp;
  SocketState state = SocketState::kUnconnected;
  Endpoint local = {};   // of TCP and UDP
  Endpoint remote = {};  // of TCP and UDP; port 0: none
  // Of unix sockets; empty: unnamed; '@' begins an abstract name. Whose other end it is /proc does
  // not tell (unix_peers.hpp does).
  std::string path = {};

  friend bool operator==(const Socket&, const Socket&) = default;
};

// The sockets in the text of net/tcp, tcp6, udp or udp6, and of net/unix; lines that make no sense
// are skipped. A unix socket's name may hold anything, also a line break and what looks like
// another line: nothing that depends on a line of net/unix may be more than a hint.
[[nodiscard]] std::vector<Socket> parse_inet_sockets(std::string_view text, SocketFamily family);
[[nodiscard]] std::vector<Socket> parse_unix_sockets(std::string_view text);

// One look at a network namespace.
class SocketTable {
 public:
  SocketTable() = default;
  explicit SocketTable(std::vector<Socket> sockets);

  // The namespace that `pid` is in. A family that this machine does not have is empty. kGone: the
  // process has ended; kDenied: its network is not ours to see. `proc` is where procfs is.
  // Measured: 14 ms with a thousand sockets, 10 ms of which for none at all: the kernel walks its
  // whole hash table for each TCP family.
  [[nodiscard]] static Result<SocketTable> read(Pid pid,
                                                const std::filesystem::path& proc = "/proc");

  [[nodiscard]] const std::vector<Socket>& sockets() const { return sockets_; }
  // Nothing for an inode that is not there; inode 0 never is.
  [[nodiscard]] const Socket* find(std::uint64_t inode) const;
  // The other end of a TCP connection within this namespace, if it is there.
  [[nodiscard]] const Socket* peer_of(const Socket& socket) const;

 private:
  using Connection = std::pair<Endpoint, Endpoint>;
  std::vector<Socket> sockets_;
  std::map<std::uint64_t, std::size_t> by_inode_;
  std::map<Connection, std::size_t> by_connection_;
};

// Which network namespace a process is in (the inode of its ns/net): processes in the same one
// share a table. kGone, kDenied.
[[nodiscard]] Result<std::uint64_t> read_network_namespace(
    Pid pid, const std::filesystem::path& proc = "/proc");

}  // namespace tidemark::probes
