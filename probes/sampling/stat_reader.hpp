// The cheap facts of a process, from the text of /proc/PID/stat (proc(5)).
#pragma once

#include <optional>
#include <string_view>

#include "probes/sampling/kernel_units.hpp"
#include "probes/sampling/process_record.hpp"

namespace tidemark::probes {

// Everything of ProcessFacts but command line and descriptors; nothing if the text is not that of a
// stat file.
[[nodiscard]] std::optional<ProcessFacts> parse_stat(std::string_view text,
                                                     const KernelUnits& units);

}  // namespace tidemark::probes
