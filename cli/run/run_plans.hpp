// What the runs of one command line are to do.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/run/run_options.hpp"
#include "harness/run/run_plan.hpp"
#include "probes/base/result.hpp"

namespace tidemark::cli {

// One for each combination of the scenario's matrix. Everything but the folder, which is made when
// it is the run's turn. kBadInput, or what the system said of the scenario's file.
[[nodiscard]] Result<std::vector<harness::RunPlan>> plans_of(const std::string& file,
                                                             const RunOptions& options);

// The plans of all scenarios, in their order.
[[nodiscard]] Result<std::vector<harness::RunPlan>> all_plans(const RunOptions& options);

// Makes the folder of the run, which is one of `runs`: below runs/, or where --out says.
[[nodiscard]] Result<std::filesystem::path> folder_for(const harness::RunPlan& plan,
                                                       const RunOptions& options, std::size_t runs);

}  // namespace tidemark::cli
