// What ending a tree would give back.
#pragma once

#include <span>

#include "probes/base/bytes.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/reading.hpp"

namespace tidemark::probes {

// The PSS of all of them together. Those that end meanwhile do not count; one that is withheld
// makes the sum absent. Dear: see read_memory.
[[nodiscard]] Reading<Bytes> memory_of(std::span<const ProcessId> processes);

}  // namespace tidemark::probes
