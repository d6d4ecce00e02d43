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
  // How long so many ticks are; more than a century, which no true count is, counts as one.
  [[nodiscard]] std::chrono::nanoseconds span(std::uint64_t ticks) const {
    constexpr std::chrono::nanoseconds kCentury = std::chrono::hours(24 * 365 * 100);
    const auto most = static_cast<std::uint64_t>(kCentury / tick);
    return tick * static_cast<std::int64_t>(ticks < most ? ticks : most);
  }
  [[nodiscard]] std::uint64_t ticks_at(SteadyTime at) const {
    return static_cast<std::uint64_t>((at.time_since_epoch() + ahead) / tick);
  }
};

}  // namespace tidemark
