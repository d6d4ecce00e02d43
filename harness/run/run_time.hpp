// Moments as a run's record has them.
#pragma once

#include "harness/record/run_record.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::harness {

[[nodiscard]] inline RunTime run_time(SteadyTime at) {
  return std::chrono::duration_cast<RunTime>(at.time_since_epoch());
}

}  // namespace tidemark::harness
