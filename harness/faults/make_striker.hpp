// From what a scenario says to what strikes.
#pragma once

#include <memory>

#include "harness/faults/striker.hpp"
#include "harness/scenario/planned_fault.hpp"

namespace tidemark::harness {

[[nodiscard]] std::unique_ptr<Striker> make_striker(const FaultAction& action,
                                                    const FaultReach& reach);

}  // namespace tidemark::harness
