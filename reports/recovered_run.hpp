// The record of a run whose harness was killed before it could write one.
#pragma once

#include "harness/record/run_record.hpp"
#include "probes/recording/recorded_run.hpp"

namespace tidemark::reports {

// Whether `record` is the one that a run writes at its start: nothing of what happened is in it
// yet.
[[nodiscard]] bool is_unfinished(const harness::RunRecord& record);

// `known` (what is left of the record, or an empty one) with the cycles, faults and times that the
// recording tells. Its verdict is inconclusive: it was never judged.
[[nodiscard]] harness::RunRecord recovered_run(harness::RunRecord known,
                                               const probes::RecordedRun& recording);

}  // namespace tidemark::reports
