// Replays a scenario against a subject and judges what it leaves behind.
#pragma once

#include <cstddef>
#include <functional>

#include "harness/run/interrupts.hpp"
#include "harness/run/run_outcome.hpp"
#include "harness/run/run_plan.hpp"

namespace tidemark::harness {

// Where a run is, for whoever watches.
struct RunProgress {
  int cycle = 0;  // 0: before the first
  int cycles = 0;
  std::size_t answered = 0;  // in this cycle
  std::size_t tasks = 0;
  std::size_t processes = 0;  // of the subject now
  const char* phase = "";     // "at work", "coming to rest", ...
};

// Blocks until the run is over, which ends everything of the subject. `plan.folder` holds run.json
// from the start (completed: false), the recording and the subject's output; run.json is written
// anew at the end. SIGPIPE must be ignored. `on_progress` is called with every sample.
[[nodiscard]] RunOutcome run(const RunPlan& plan, Interrupts& interrupts,
                             const std::function<void(const RunProgress&)>& on_progress);

}  // namespace tidemark::harness
