// Whatever /proc/net/tcp or /proc/net/unix says, parsing it ends, no more sockets come out than
// lines went in, and the table finds what it has.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "probes/sampling/socket_table.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tidemark::probes;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  std::vector<Socket> sockets = parse_inet_sockets(text, SocketFamily::kTcp6);
  if (sockets.size() >= lines) std::abort();
  for (Socket& socket : parse_unix_sockets(text)) sockets.push_back(std::move(socket));
  const SocketTable table(std::move(sockets));
  for (const Socket& socket : table.sockets()) {
    if ((table.find(socket.inode) == nullptr) != (socket.inode == 0)) std::abort();
    if (const Socket* peer = table.peer_of(socket); peer != nullptr && peer->remote.port == 0) {
      std::abort();
    }
  }
  return 0;
}
