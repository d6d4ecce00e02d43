// How patient the simulator is with its clients.
#pragma once

#include "probes/base/clock.hpp"

namespace tidemark::harness {

// Nothing that a client does or omits keeps a connection longer than these.
struct SiteLimits {
  Milliseconds handshake{10'000};
  Milliseconds request{10'000};  // from its first byte to its last
  Milliseconds idle{15'000};     // between requests
  Milliseconds write{30'000};    // for a client that does not read
  Milliseconds hold{600'000};    // tarpits and stalled handshakes
};

}  // namespace tidemark::harness
