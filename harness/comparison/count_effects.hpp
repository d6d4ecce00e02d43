// Whether the candidate leaves more processes, zombies, descriptors or directories than the
// baseline.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/record/comparison_record.hpp"

namespace tidemark::harness {

// Whether any run of either leaks something countable: the one case in which counts are tested.
[[nodiscard]] bool some_run_leaks(const ComparisonRecord& comparison);

// One for each resource. Leaks are exact in each run; the only question is whether more runs of
// the candidate have one. Where every run of both has, how fast is compared instead. `tests` share
// the permitted error.
[[nodiscard]] std::vector<Effect> compare_counts(const ComparisonRecord& comparison,
                                                 std::size_t tests);

}  // namespace tidemark::harness
