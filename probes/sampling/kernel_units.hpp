// The kernel's units of time and memory, as ours.
#pragma once

#include <chrono>
#include <cstdint>

#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::probes {

// Ticks and pages of this machine. Start times count from boot including suspended time, our clock
// does not: the distance between them is constant except across a suspend, so take a new object for
// each sweep.
class KernelUnits {
 public:
  KernelUnits();

  // The moment that is `ticks` after boot.
  [[nodiscard]] SteadyTime moment(std::uint64_t ticks) const {
    return boot_ + tick_ * static_cast<std::int64_t>(ticks);
  }
  // How long so many ticks are.
  [[nodiscard]] std::chrono::microseconds span(std::uint64_t ticks) const {
    return std::chrono::duration_cast<std::chrono::microseconds>(tick_ *
                                                                 static_cast<std::int64_t>(ticks));
  }
  [[nodiscard]] Bytes pages(std::uint64_t count) const { return {count * page_}; }

 private:
  SteadyTime boot_;
  std::chrono::nanoseconds tick_;
  std::uint64_t page_;
};

}  // namespace tidemark::probes
