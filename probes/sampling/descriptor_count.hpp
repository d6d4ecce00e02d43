// How many file descriptors a process has open.
#pragma once

#include <filesystem>

#include "probes/base/process_id.hpp"
#include "probes/base/reading.hpp"

namespace tidemark::probes {

// Since Linux 6.2 the kernel counts them itself: the size of /proc/PID/fd is their number.
[[nodiscard]] bool kernel_counts_descriptors();

// `proc` is where procfs is.
[[nodiscard]] Reading<int> count_descriptors(Pid pid, const std::filesystem::path& proc = "/proc");

}  // namespace tidemark::probes
