// Whether the candidate's memory grows more per task than the baseline's.
#pragma once

#include <cstddef>

#include "harness/record/comparison_record.hpp"

namespace tidemark::harness {

// By the ranks of the runs' growth, unless what grows more does so as a cache that fills. `tests`
// share the permitted error.
[[nodiscard]] Effect compare_memory(const ComparisonRecord& comparison, std::size_t tests);

}  // namespace tidemark::harness
