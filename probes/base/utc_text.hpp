// Moments as people and other programs read them.
#pragma once

#include <chrono>
#include <string>

namespace tidemark {

// "2026-11-24T12:03:11Z".
[[nodiscard]] std::string utc_text(std::chrono::system_clock::time_point at);

}  // namespace tidemark
