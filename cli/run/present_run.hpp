// What a user sees of a run that is over.
#pragma once

#include "cli/exit_code.hpp"
#include "cli/run/run_options.hpp"
#include "harness/run/run_outcome.hpp"
#include "harness/run/run_plan.hpp"
#include "probes/base/result.hpp"

namespace tidemark::cli {

[[nodiscard]] ExitCode exit_code_of(const harness::RunOutcome& outcome);

// Says on stderr what went wrong, if anything.
void tell_problem(const harness::RunOutcome& outcome, const harness::RunPlan& plan);

// Writes report.html and prints what the user wants to see.
[[nodiscard]] Result<void> show(const harness::RunOutcome& outcome, const harness::RunPlan& plan,
                                const RunOptions& options);

}  // namespace tidemark::cli
