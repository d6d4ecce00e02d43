// Where the scenarios are that come with Tidemark.
#pragma once

#include <filesystem>

#include "probes/base/result.hpp"

namespace tidemark::cli {

// The folder of scenarios that belongs to the program `program`: share/tidemark/scenarios beside
// its bin, where it is installed, else scenarios in the tree that it was built in. kNotFound:
// neither.
[[nodiscard]] Result<std::filesystem::path> shipped_scenarios(const std::filesystem::path& program);

}  // namespace tidemark::cli
