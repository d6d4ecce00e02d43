// `tidemark run --describe`: what a scenario is and would do.
#pragma once

#include "cli/exit_code.hpp"
#include "cli/run/run_options.hpp"

namespace tidemark::cli {

// A page of text for each scenario, or a JSON array; nothing is run.
[[nodiscard]] ExitCode describe_scenarios(const RunOptions& options);

}  // namespace tidemark::cli
