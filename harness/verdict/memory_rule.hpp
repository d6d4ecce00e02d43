// The rule for memory: whether what the tree holds at rest grows with the work.
#pragma once

#include <cstddef>
#include <optional>

#include "harness/record/run_record.hpp"
#include "harness/verdict/timeline.hpp"

namespace tidemark::harness {

struct MemoryEvidence {
  ResourceVerdict verdict{};         // `required` is left to the caller
  std::optional<Finding> finding{};  // a leak, or a rise that is worth a mention; in bytes
};

struct MemoryRules {
  double tasks_per_cycle = 0;  // for rates per task; 0: unknown
  int tests = 1;               // as in GrowthRules
  std::size_t planned = 0;     // judged rest points, as there
};

// Of the PSS of the whole tree, at the rest points after warm-up of the subject that lived last.
// Fewer than kFewestForGrowth are inconclusive.
[[nodiscard]] MemoryEvidence judge_memory(const Timeline& timeline, const MemoryRules& rules);

}  // namespace tidemark::harness
