// How many file descriptors a process has open.
#pragma once

#include <filesystem>
#include <optional>

#include "probes/base/process_id.hpp"

namespace tidemark::probes {

// Absent when the process is gone or its descriptors are not ours to see. `proc` is where procfs
// is.
[[nodiscard]] std::optional<int> count_descriptors(Pid pid,
                                                   const std::filesystem::path& proc = "/proc");

}  // namespace tidemark::probes
