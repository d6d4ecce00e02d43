// The rule for what outlives the subject: no baseline excuses it.
#pragma once

#include <cstddef>

#include "harness/verdict/evidence.hpp"
#include "harness/verdict/timeline.hpp"

namespace tidemark::harness {

// `resource`: kProcesses, kZombies or kDirectories. A leak is what is still there at the last rest
// point after the subject's end, or at `persist` such points in a row; and what outlived a killed
// subject unless the next rest point finds it gone. The rest is advice.
[[nodiscard]] Evidence judge_outliving(const Timeline& timeline, Resource resource,
                                       std::size_t persist);

}  // namespace tidemark::harness
