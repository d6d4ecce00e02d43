// `tidemark analyze --diff`: what changed between two runs.
#pragma once

#include "cli/analyze/analyze_run.hpp"
#include "cli/exit_code.hpp"

namespace tidemark::cli {

// Reads the store, beside a running analyzer too; visits nobody.
[[nodiscard]] ExitCode run_diff(const AnalyzeOptions& options);

}  // namespace tidemark::cli
