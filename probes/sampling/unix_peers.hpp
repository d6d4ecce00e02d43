// Which unix sockets are connected to each other: what /proc/net/unix does not tell and the
// kernel's socket diagnosis (sock_diag(7)) does. The "pipes" that Node.js gives its children are
// such pairs.
#pragma once

#include <cstdint>
#include <map>

#include "probes/base/result.hpp"

namespace tidemark::probes {

// From the inode of a connected unix socket to that of its other end, for every one in our own
// network namespace, whoever owns it. No rights are needed. kUnavailable: this kernel or container
// does not answer.
[[nodiscard]] Result<std::map<std::uint64_t, std::uint64_t>> read_unix_peers();

}  // namespace tidemark::probes
