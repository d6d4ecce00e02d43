// A port for a server that is yet to be started.
#pragma once

#include <cstdint>

#include "probes/base/result.hpp"

namespace tidemark::harness {

// A TCP port of 127.0.0.1 that nobody listens at. Another program may take it before the server
// does; the kernel hands out such ports in turn, so that is unlikely.
[[nodiscard]] Result<std::uint16_t> find_free_port();

}  // namespace tidemark::harness
