// `tidemark run --baseline`: two programs in turn under the same scenarios, and which leaks more.
#pragma once

#include <vector>

#include "cli/exit_code.hpp"
#include "cli/run/run_options.hpp"
#include "harness/run/interrupts.hpp"
#include "harness/run/run_plan.hpp"
#include "probes/base/result.hpp"

namespace tidemark::cli {

// Compares the subject of each of `candidates` with the baseline under the same plan. A comparison
// ends as soon as it is decided. kBadInput: too few pairs for so many comparisons, or the baseline
// cannot be run; otherwise what the system says of the folders.
[[nodiscard]] Result<ExitCode> compare_programs(const std::vector<harness::RunPlan>& candidates,
                                                const RunOptions& options,
                                                harness::Interrupts& interrupts);

}  // namespace tidemark::cli
