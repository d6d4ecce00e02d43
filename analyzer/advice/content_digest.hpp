// What tells one content of a file from another.
#pragma once

#include <string>
#include <string_view>

namespace tidemark::analyzer {

// SHA-256 in hexadecimal digits.
[[nodiscard]] std::string content_digest(std::string_view content);

}  // namespace tidemark::analyzer
