// Finding the processes that a fault is aimed at.
#pragma once

#include <vector>

#include "harness/faults/striker.hpp"
#include "harness/scenario/planned_fault.hpp"
#include "probes/process/process_ref.hpp"

namespace tidemark::harness {

// At least one, held by pidfd. kGone: there is none; otherwise /proc cannot be read.
[[nodiscard]] Result<std::vector<probes::ProcessRef>> aimed_processes(const faults::Aim& at,
                                                                      const FaultReach& reach);
// The signal to each of them. kGone: all have ended meanwhile.
[[nodiscard]] Result<void> signal_all(const std::vector<probes::ProcessRef>& processes, int number);

}  // namespace tidemark::harness
