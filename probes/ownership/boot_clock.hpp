// From our clock to that of /proc's start times.
#pragma once

#include <chrono>
#include <cstdint>

#include "probes/base/clock.hpp"

namespace tidemark::probes {

// Start times count ticks from boot, suspended time included, which our clock leaves out. The
// distance between the two changes only when the machine is suspended.
struct BootClock {
  std::chrono::nanoseconds ahead{};  // of our clock
  std::chrono::nanoseconds tick{1};  // length of one

  [[nodiscard]] static BootClock read();

  [[nodiscard]] std::uint64_t ticks_at(SteadyTime at) const {
    return static_cast<std::uint64_t>((at.time_since_epoch() + ahead) / tick);
  }
};

}  // namespace tidemark::probes
