// How patient the simulator is with its clients, and how much it remembers of them.
#pragma once

#include <cstddef>

#include "probes/base/clock.hpp"

namespace tidemark::harness {

// Nothing that a client does or omits keeps a connection longer than these.
struct SiteLimits {
  Milliseconds handshake{10'000};
  Milliseconds request{10'000};  // from its first byte to its last
  Milliseconds idle{15'000};     // between requests
  Milliseconds write{30'000};    // for a client that does not read
  Milliseconds hold{600'000};    // tarpits and stalled handshakes
  std::size_t kept_requests{0};  // in the request log until they are taken; 0: there is none
};

}  // namespace tidemark::harness
