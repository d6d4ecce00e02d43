// What an event's detail says. It may come from a damaged file: what is not as expected is absent.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::reports {

// The member `key` of the JSON object `detail`, if it is a number not beyond a billion, or text.
[[nodiscard]] std::optional<int> number_in(std::string_view detail, std::string_view key);
[[nodiscard]] std::optional<std::string> text_in(std::string_view detail, std::string_view key);

}  // namespace tidemark::reports
