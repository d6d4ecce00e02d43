// Host names as scenarios write them.
#pragma once

#include <string>

#include "probes/base/result.hpp"

namespace tidemark::harness {

// The host in lower case. kBadInput, naming `pointer`: not a DNS name (letters, digits, `-`, `_`;
// RFC 1035 lengths).
[[nodiscard]] Result<std::string> read_host(const std::string& text, const std::string& pointer);

}  // namespace tidemark::harness
