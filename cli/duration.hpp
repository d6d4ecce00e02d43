// Durations as people write them on a command line.
#pragma once

#include <chrono>
#include <string_view>

#include "probes/base/result.hpp"

namespace tidemark::cli {

// "500ms", "20s", "2.5s", "3m", "1h", "7d"; a unit is required. kBadInput says what is wrong.
[[nodiscard]] Result<std::chrono::milliseconds> parse_duration(std::string_view text);

}  // namespace tidemark::cli
