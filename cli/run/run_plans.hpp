// What the runs of one command line are to do.
#pragma once

#include <filesystem>
#include <string>

#include "cli/run/run_options.hpp"
#include "harness/run/run_plan.hpp"
#include "probes/base/result.hpp"

namespace tidemark::cli {

// Everything but the folder, which is made when it is the run's turn. kBadInput, or what the system
// said of the scenario's file.
[[nodiscard]] Result<harness::RunPlan> plan_of(const std::string& file, const RunOptions& options);

// Makes the folder of the run: below runs/, or where --out says.
[[nodiscard]] Result<std::filesystem::path> folder_for(const harness::RunPlan& plan,
                                                       const RunOptions& options);

}  // namespace tidemark::cli
