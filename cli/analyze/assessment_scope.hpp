// Whom a run is about, as its inputs say.
#pragma once

#include "analyzer/assessment/assess.hpp"
#include "cli/analyze/analyze_run.hpp"
#include "probes/base/result.hpp"

namespace tidemark::cli {

// Reads the inputs: a list file is a category, what is named on the command line or comes from
// standard input has none. Without inputs: everybody in the store. kBadInput: an input is no list,
// two lists would be one category, or no domain is named at all.
[[nodiscard]] Result<analyzer::AssessmentScope> read_scope(const AnalyzeOptions& options);

}  // namespace tidemark::cli
