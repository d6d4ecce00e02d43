// Letter case of ASCII only: the case that HTML, HTTP and host names ignore.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace tidemark::analyzer {

[[nodiscard]] constexpr char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

[[nodiscard]] inline std::string ascii_lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return ascii_lower(c); });
  return out;
}

[[nodiscard]] inline bool equals_ignoring_case(std::string_view text, std::string_view lower_case) {
  return std::ranges::equal(text, lower_case, {}, [](char c) { return ascii_lower(c); });
}

}  // namespace tidemark::analyzer
