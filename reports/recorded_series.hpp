// The series of a run from what was recorded of it.
#pragma once

#include "harness/record/run_record.hpp"
#include "probes/recording/recorded_run.hpp"
#include "reports/series.hpp"

namespace tidemark::reports {

// Seconds count from `record.started`. Tasks come from the recorded events, or, where there are
// none, from the record's cycles.
[[nodiscard]] RunSeries recorded_series(const probes::RecordedRun& recording,
                                        const harness::RunRecord& record);

}  // namespace tidemark::reports
