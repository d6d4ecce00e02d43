// What `tidemark run` says of scenarios without running them.
#pragma once

#include "cli/exit_code.hpp"
#include "cli/run/run_options.hpp"

namespace tidemark::cli {

// --validate: whether each scenario could be run, with all that is wrong.
[[nodiscard]] ExitCode validate_scenarios(const RunOptions& options);

// --list: names, descriptions, sets and combinations of scenarios, and of those in folders; of
// those that come with Tidemark where none is named.
[[nodiscard]] ExitCode list_scenarios(const RunOptions& options);

}  // namespace tidemark::cli
