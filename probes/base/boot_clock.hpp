// From our clock to that of /proc's start times.
#pragma once

#include <chrono>
#include <cstdint>

#include "probes/base/clock.hpp"

namespace tidemark {

// Start times count ticks from boot, suspended time included, which our clock leaves out. The
// distance between the two changes only when the machine is suspended: read anew from time to time.
struct BootClock {
  std::chrono::nanoseconds ahead{};  // of our clock
  std::chrono::nanoseconds tick{1};  // length of one

  [[nodiscard]] static BootClock read();

  // The moment that is `ticks` after boot.
  [[nodiscard]] SteadyTime moment(std::uint64_t ticks) const {
    return SteadyTime(span(ticks) - ahead);
  }
  // How long so many ticks are.
  [[nodiscard]] std::chrono::nanoseconds span(std::uint64_t ticks) const {
    return tick * static_cast<std::int64_t>(ticks);
  }
  [[nodiscard]] std::uint64_t ticks_at(SteadyTime at) const {
    return static_cast<std::uint64_t>((at.time_since_epoch() + ahead) / tick);
  }
};

}  // namespace tidemark
