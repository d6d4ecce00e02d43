#include "probes/base/boot_clock.hpp"

#include <time.h>
#include <unistd.h>

namespace tidemark {
namespace {

std::chrono::nanoseconds since_epoch(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

}  // namespace

BootClock BootClock::read() {
  return {.ahead = since_epoch(CLOCK_BOOTTIME) - since_epoch(CLOCK_MONOTONIC),
          .tick = std::chrono::nanoseconds(std::chrono::seconds(1)) / ::sysconf(_SC_CLK_TCK)};
}

}  // namespace tidemark
