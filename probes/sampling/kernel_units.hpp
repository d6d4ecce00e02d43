// The kernel's units of time and memory, as ours.
#pragma once

#include <chrono>
#include <cstdint>

#include "probes/base/boot_clock.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::probes {

// Ticks and pages of this machine, as of when it was made: one for each sweep.
class KernelUnits {
 public:
  KernelUnits();

  [[nodiscard]] SteadyTime moment(std::uint64_t ticks) const { return clock_.moment(ticks); }
  [[nodiscard]] std::chrono::microseconds span(std::uint64_t ticks) const {
    return std::chrono::duration_cast<std::chrono::microseconds>(clock_.span(ticks));
  }
  [[nodiscard]] Bytes pages(std::uint64_t count) const { return {count * page_}; }

 private:
  BootClock clock_;
  std::uint64_t page_;
};

}  // namespace tidemark::probes
