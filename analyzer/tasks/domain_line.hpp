// One line of a plain domain list.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// The domain named on `line`, lower case and without a trailing dot; nothing for a blank line or a
// comment (`#` to the end of the line, also after a name). A byte order mark and a carriage return
// are dropped. kBadInput says why the line is not a host name (RFC 1123, at least two labels,
// ASCII) or a numeric IPv4 address.
[[nodiscard]] Result<std::optional<std::string>> parse_domain_line(std::string_view line);

}  // namespace tidemark::analyzer
