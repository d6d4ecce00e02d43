// What a run of `tidemark analyze` reads and keeps: its output may not be any of it.
#pragma once

#include <string>
#include <vector>

#include "cli/analyze/analyze_run.hpp"

namespace tidemark::cli {

// The inputs, the store, and the files of rules, keywords, guarded names and authorities that
// `options` name; some may not exist.
[[nodiscard]] std::vector<std::string> files_in_use(const AnalyzeOptions& options);

}  // namespace tidemark::cli
