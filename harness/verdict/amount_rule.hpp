// The rule for what processes have a number of (descriptors, threads) while the subject lives:
// summed per role with an allowance for an idle program's drift, and followed in every single
// process.
#pragma once

#include <cstddef>

#include "harness/verdict/evidence.hpp"
#include "harness/verdict/timeline.hpp"

namespace tidemark::harness {

// An idle browser gains or loses a descriptor and a thread; so much per process is no growth.
inline constexpr int kDriftPerProcess = 2;

// `resource`: kDescriptors or kThreads (then every finding is advice). Wants at least `persist` + 1
// judged points. A process whose amount the kernel withholds is left out.
[[nodiscard]] Evidence judge_amounts(const Timeline& timeline, Resource resource,
                                     std::size_t persist);

}  // namespace tidemark::harness
