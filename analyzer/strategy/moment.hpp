// One point in time on both clocks: the monotonic one to wait by, the calendar to remember by.
#pragma once

#include <chrono>

#include "probes/base/clock.hpp"

namespace tidemark::analyzer {

using CalendarTime = std::chrono::system_clock::time_point;

struct Moment {
  SteadyTime steady;
  CalendarTime calendar;
};

[[nodiscard]] inline Moment moment_now() {
  return {steady_now(), std::chrono::system_clock::now()};
}

}  // namespace tidemark::analyzer
