// By how much a single run grew: what is compared between two programs.
#pragma once

#include <vector>

#include "harness/record/comparison_record.hpp"
#include "harness/record/run_record.hpp"
#include "harness/verdict/rest_point.hpp"

namespace tidemark::harness {

// Of a run that is over: `record` as it was judged, `points` its rest points. Side and folder are
// the caller's to fill in. Memory is what the tree's processes have for themselves (USS), which
// other programs of the machine change less than its PSS; PSS where that is not known.
[[nodiscard]] ComparedRun growth_of_run(const RunRecord& record,
                                        const std::vector<RestPoint>& points);

}  // namespace tidemark::harness
