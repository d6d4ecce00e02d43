#include "probes/sampling/kernel_units.hpp"

#include <time.h>
#include <unistd.h>

namespace tidemark::probes {
namespace {

std::chrono::nanoseconds reading_of(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

}  // namespace

KernelUnits::KernelUnits()
    : boot_(SteadyTime(reading_of(CLOCK_MONOTONIC) - reading_of(CLOCK_BOOTTIME))),
      tick_(std::chrono::seconds(1)),
      page_(static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))) {
  tick_ /= ::sysconf(_SC_CLK_TCK);
}

}  // namespace tidemark::probes
