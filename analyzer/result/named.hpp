// From the stable names of results back to their values.
#pragma once

#include <optional>
#include <string_view>

namespace tidemark::analyzer {

// The value of `Enum` (State, Stage, ErrorClass, ...) whose to_string() is `name`. Enumerators
// count from zero without a gap, and to_string() says "unknown" for what comes after the last.
template <typename Enum>
[[nodiscard]] std::optional<Enum> named(std::string_view name) {
  for (int number = 0;; ++number) {
    const auto value = static_cast<Enum>(number);
    const std::string_view known = to_string(value);
    if (known == "unknown") return std::nullopt;
    if (known == name) return value;
  }
}

}  // namespace tidemark::analyzer
