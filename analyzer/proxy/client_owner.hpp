// Whose process is at the other end of a connection that came in over loopback.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string_view>

#include "probes/base/unique_fd.hpp"

namespace tidemark::analyzer {

// Both ports of a connection between two sockets on 127.0.0.1.
struct LoopbackConnection {
  std::uint16_t client_port = 0;
  std::uint16_t server_port = 0;
};

// Asks the kernel's socket table (sock_diag(7)): some ten microseconds. Where that is missing, as
// in some sandboxes, it reads /proc/net/tcp: milliseconds.
class ClientOwner {
 public:
  ClientOwner();

  // The user of the client's socket; nothing if there is no such connection (any more).
  [[nodiscard]] std::optional<uid_t> find(const LoopbackConnection& connection) const;

 private:
  UniqueFd diagnostics_;  // empty: not available
};

// The user that the text of /proc/net/tcp names for the client's end.
[[nodiscard]] std::optional<uid_t> owner_in_table(std::string_view table,
                                                  const LoopbackConnection& connection);

}  // namespace tidemark::analyzer
