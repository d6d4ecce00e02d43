// Proves that the detector sees a leak of each sort, on this machine and now.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/run/interrupts.hpp"
#include "harness/run/run.hpp"
#include "harness/run/run_outcome.hpp"
#include "harness/selftest/check_plant.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

struct SelfTestReport {
  // kCompleted, or that it was cut short by a signal: then `answers` are those it came to.
  RunEnd end = RunEnd::kCompleted;
  std::vector<PlantAnswer> answers{};

  [[nodiscard]] bool passed() const;
};

// Runs the planter (planter.hpp, which this program must be when started with kPlanterArgument)
// through run(), with supervisor, sampling, recording and judge as they are, in a temporary
// directory that is gone afterwards. Takes about half a minute. `on_answer` is called as soon as
// one is known. Errors: the temporary directory, or this program's own file, cannot be used.
[[nodiscard]] Result<SelfTestReport> run_self_test(
    const std::string& tidemark_version, Interrupts& interrupts,
    const std::function<void(const PlantAnswer&)>& on_answer,
    const std::function<void(const RunProgress&)>& on_progress);

}  // namespace tidemark::harness
