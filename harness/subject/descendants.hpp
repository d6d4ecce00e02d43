// Every process below one.
#pragma once

#include <span>
#include <vector>

#include "probes/base/process_id.hpp"
#include "probes/sampling/process_record.hpp"

namespace tidemark::harness {

// Those processes of a sweep of the machine whose line of parents leads to `ancestor`, zombies
// excluded. A sweep is not atomic: a process whose parent ended in its middle may be missing.
[[nodiscard]] std::vector<ProcessId> descendants_of(Pid ancestor,
                                                    std::span<const probes::ProcessFacts> sweep);

}  // namespace tidemark::harness
