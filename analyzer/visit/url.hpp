// The few parts of a URL that a visit needs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// An absolute http or https URL without user, password and fragment.
struct Url {
  std::string text;
  std::string host;  // lower case, an IPv6 address without brackets
  std::uint16_t port = 0;
};

// kBadInput for anything but an http or https URL of at most 2000 characters.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

// Where a Location header seen at `base` leads (RFC 3986 reference resolution).
[[nodiscard]] Result<Url> follow_location(const Url& base, std::string_view location);

}  // namespace tidemark::analyzer
