// Records and series that look like real runs, with everything hostile that a subject can put into
// them.
#pragma once

#include <string>

#include "harness/record/run_record.hpp"
#include "reports/series.hpp"

namespace tidemark::reports {

// Ends elements and attributes, starts scripts, moves the cursor, reverses the line, is not UTF-8.
[[nodiscard]] std::string hostile_text();

[[nodiscard]] harness::RunRecord stable_run();
// Renderers stay; every text of it that a subject controls holds hostile_text().
[[nodiscard]] harness::RunRecord leaking_run();
// Killed in its third cycle.
[[nodiscard]] harness::RunRecord inconclusive_run();

// `ticks` samples spread over the record's time, growing by a renderer per cycle if it leaks.
[[nodiscard]] RunSeries series_of(const harness::RunRecord& record, int ticks = 1200);

}  // namespace tidemark::reports
