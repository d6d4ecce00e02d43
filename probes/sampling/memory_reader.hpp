// What a process costs in memory, from /proc/PID/smaps_rollup. Read by ourselves because libproc2
// turns "denied" into zero.
#pragma once

#include <filesystem>
#include <string_view>

#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"
#include "probes/sampling/process_record.hpp"

namespace tidemark::probes {

// The facts in the text of a smaps_rollup file. A line that is missing, out of range or not in kB
// leaves its fact absent; USS needs both private lines.
[[nodiscard]] MemoryFacts parse_smaps_rollup(std::string_view text);

// kGone: that process has ended (a zombie has no memory either). kDenied: it is not ours to see.
// Costs 0.1 ms and about 2 ms more for each 100 MiB resident, and holds up the process's own mmap
// calls meanwhile.
[[nodiscard]] Result<MemoryFacts> read_memory(const ProcessId& id,
                                              const std::filesystem::path& proc = "/proc");

}  // namespace tidemark::probes
