// tidemark analyze --rescore: judge what is stored anew, without any network.
#pragma once

#include "cli/analyze/analyze_run.hpp"
#include "cli/exit_code.hpp"

namespace tidemark::cli {

[[nodiscard]] ExitCode run_rescore(const AnalyzeOptions& options);

// The report of a run that has ended: what earlier runs scored by other keywords, and it took from
// the store, is judged anew first, so that all scores in it are by one measure.
[[nodiscard]] ExitCode report_on_run(const AnalyzeOptions& options);

}  // namespace tidemark::cli
