// The rule for what has an identity (processes, zombies, directories) while the subject lives: a
// leak is a count that keeps rising, made of individuals that were not there after warm-up and
// stay.
#pragma once

#include <cstddef>

#include "harness/verdict/evidence.hpp"
#include "harness/verdict/timeline.hpp"

namespace tidemark::harness {

// `resource`: kProcesses, kZombies or kDirectories. Wants at least `persist` + 1 judged points.
[[nodiscard]] Evidence judge_counts(const Timeline& timeline, Resource resource,
                                    std::size_t persist);

// Processes that sleep uninterruptibly or are stopped at the last `persist` rest points.
[[nodiscard]] Evidence find_wedged(const Timeline& timeline, std::size_t persist);

}  // namespace tidemark::harness
