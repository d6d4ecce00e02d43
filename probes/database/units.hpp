// Times as our database files hold them: whole microseconds.
#pragma once

#include <chrono>
#include <cstdint>

#include "probes/base/clock.hpp"

namespace tidemark::probes {

// Of CLOCK_MONOTONIC, or of the Unix epoch.
template <typename Clock, typename Duration>
[[nodiscard]] std::int64_t to_us(std::chrono::time_point<Clock, Duration> time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

[[nodiscard]] inline SteadyTime steady_from_us(std::int64_t us) {
  return SteadyTime(std::chrono::microseconds(us));
}

[[nodiscard]] inline std::chrono::system_clock::time_point wall_from_us(std::int64_t us) {
  return std::chrono::system_clock::time_point(std::chrono::microseconds(us));
}

}  // namespace tidemark::probes
