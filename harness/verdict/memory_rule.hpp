// The rule for memory: whether what the tree holds at rest grows with the work.
#pragma once

#include <optional>

#include "harness/record/run_record.hpp"
#include "harness/verdict/timeline.hpp"

namespace tidemark::harness {

struct MemoryEvidence {
  ResourceVerdict verdict{};         // `required` is left to the caller
  std::optional<Finding> finding{};  // a leak, or a rise that is worth a mention; in bytes
};

// Of the PSS of the whole tree, at the rest points after warm-up of the subject that lived last.
// Fewer than kFewestForGrowth are inconclusive. `tasks_per_cycle`: for rates per task; 0: unknown.
[[nodiscard]] MemoryEvidence judge_memory(const Timeline& timeline, double tasks_per_cycle);

}  // namespace tidemark::harness
