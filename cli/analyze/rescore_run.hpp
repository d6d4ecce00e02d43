// tidemark analyze --rescore: judge what is stored anew, without any network.
#pragma once

#include "cli/analyze/analyze_run.hpp"
#include "cli/exit_code.hpp"

namespace tidemark::cli {

[[nodiscard]] ExitCode run_rescore(const AnalyzeOptions& options);

}  // namespace tidemark::cli
