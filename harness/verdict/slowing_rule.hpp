// The rule for a subject that becomes slower with every cycle though nothing else changes.
#pragma once

#include <vector>

#include "harness/verdict/timeline.hpp"
#include "harness/verdict/work.hpp"

namespace tidemark::harness {

// The time to rest, and the median time of the tasks that end in the commonest way, over the cycles
// after warm-up of the subject that lived last. Told only if test_growth() calls the series growing
// and its last third is by half, and by a least time, above its first. Nothing for fewer than
// kFewestForGrowth cycles, for cycles of different loads, or where the share of tasks that end that
// way changes; cycles in which faults struck are left out.
[[nodiscard]] std::vector<Finding> find_slowing(const Work& work, const Timeline& timeline);

}  // namespace tidemark::harness
