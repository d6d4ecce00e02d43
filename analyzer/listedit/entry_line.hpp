// The text of a list's entries: where a name stands in it, how another would be written.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::analyzer {

// Whether `name` (lower case, punycode) is written somewhere in the line, in any case or letters.
[[nodiscard]] bool mentions(std::string_view line, std::string_view name);

// `line` as it would be for `other` in the place of `name`, without a comment behind it. Nothing
// where `name` is not written in it.
[[nodiscard]] std::optional<std::string> entry_like(std::string_view line, std::string_view name,
                                                    std::string_view other);

// `line` without `name`, where others stand on it, too ("0.0.0.0 a.example b.example",
// "local=/a.example/b.example/"). Nothing where that cannot be done.
[[nodiscard]] std::optional<std::string> without_name(std::string_view line, std::string_view name);

}  // namespace tidemark::analyzer
