// The address of a server on this machine.
#pragma once

#include <cstdint>
#include <string>

#include "probes/base/result.hpp"

namespace tidemark::harness {

struct LoopbackUrl {
  std::string host;  // as it is written: 127.0.0.1 or localhost
  std::uint16_t port = 80;
  std::string target;  // path and query
};

// kBadInput, a sentence without a place: not http://127.0.0.1[:PORT][/PATH] or the same with
// localhost.
[[nodiscard]] Result<LoopbackUrl> parse_loopback_url(const std::string& text);

}  // namespace tidemark::harness
