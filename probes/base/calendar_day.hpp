// Days of the calendar, in UTC, as people and files write them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark {

// "2026-12-31". Years 0 to 9999.
[[nodiscard]] std::string day_text(std::chrono::sys_days day);

// Of exactly that form; nothing where there is no such day.
[[nodiscard]] std::optional<std::chrono::sys_days> parse_day(std::string_view text);

}  // namespace tidemark
