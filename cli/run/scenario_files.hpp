// The scenario files that a user means.
#pragma once

#include <string>
#include <vector>

namespace tidemark::cli {

// `names` with the scenarios of each folder in its place, sorted.
[[nodiscard]] std::vector<std::string> scenario_files(const std::vector<std::string>& names);

}  // namespace tidemark::cli
