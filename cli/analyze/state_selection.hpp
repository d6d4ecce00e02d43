// Choosing domains by what an earlier run said of them.
#pragma once

#include <functional>
#include <string>

#include "cli/analyze/analyze_run.hpp"
#include "probes/base/result.hpp"

namespace tidemark::cli {

// Whether --only and --skip let a domain through, by its state in the store as it is now; empty if
// neither is given. kBadInput: the run has no store to ask.
[[nodiscard]] Result<std::function<bool(const std::string& domain)>> state_selection(
    const AnalyzeOptions& options);

}  // namespace tidemark::cli
