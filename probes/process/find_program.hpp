// Where the program of a Command is.
#pragma once

#include <filesystem>

#include "probes/base/result.hpp"
#include "probes/process/command.hpp"

namespace tidemark::probes {

// The path to execute: `command.program` itself if it has a '/', else the first executable file of
// that name in PATH. Absolute whenever the command changes its directory. kNotFound; kDenied if
// PATH has the name, but not as an executable file.
[[nodiscard]] Result<std::filesystem::path> find_program(const Command& command);

}  // namespace tidemark::probes
