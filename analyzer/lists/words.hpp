// Cutting lines of lists into words, without copying.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace tidemark::analyzer {

inline constexpr std::string_view kBlanks = " \t\r\n\v\f";

[[nodiscard]] constexpr bool is_blank(char c) { return kBlanks.contains(c); }

[[nodiscard]] constexpr std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// Takes the next word off the front of `text`; empty when there is none.
[[nodiscard]] constexpr std::string_view next_word(std::string_view& text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  std::size_t end = 0;
  while (end < text.size() && !is_blank(text[end])) ++end;
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

// Takes what comes before the next `separator` off the front of `text`, and the separator.
[[nodiscard]] constexpr std::string_view next_field(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view field = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return field;
}

[[nodiscard]] constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
// Without regard to ASCII case; `lower` is lower case.
[[nodiscard]] constexpr bool is_word(std::string_view text, std::string_view lower) {
  return std::ranges::equal(text, lower, {}, to_lower);
}
[[nodiscard]] constexpr bool begins_with_word(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && is_word(text.substr(0, lower.size()), lower);
}

}  // namespace tidemark::analyzer
