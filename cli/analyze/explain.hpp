// `tidemark analyze --explain DOMAIN`: all that the store knows of one domain, without any network.
#pragma once

#include "cli/analyze/analyze_run.hpp"
#include "cli/exit_code.hpp"

namespace tidemark::cli {

// Prints it. kUsage: the domain is none, or the store does not know it.
[[nodiscard]] ExitCode run_explain(const AnalyzeOptions& options);

}  // namespace tidemark::cli
