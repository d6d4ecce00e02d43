// `tidemark run --catalogue`: every scenario of a folder, each held against what it says there is
// to find.
#pragma once

#include "cli/exit_code.hpp"
#include "cli/run/run_options.hpp"
#include "harness/run/interrupts.hpp"
#include "probes/base/result.hpp"

namespace tidemark::cli {

// Runs what is not yet in the folder, several at once, and shows all as a table or as JSON. kPass:
// everything was as expected; kLeak, kSubjectFailed, kEnvironment: something was not, or nothing
// can run on this machine; kInterrupted, kTerminated: the rest can be run later. kBadInput: a
// mistake in a scenario, or the folder is another catalogue's; otherwise what the system says.
[[nodiscard]] Result<ExitCode> run_catalogue(const RunOptions& options,
                                             harness::Interrupts& interrupts);

}  // namespace tidemark::cli
