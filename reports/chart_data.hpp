// What the charts of the HTML report draw, as JSON.
#pragma once

#include <cstddef>
#include <string>

#include "harness/record/run_record.hpp"
#include "reports/series.hpp"

namespace tidemark::reports {

// No chart has more points than this on its time axis.
inline constexpr std::size_t kMaxPoints = 2000;

// {"end": seconds,
//  "charts": {"processes": {"x": [...], "series": [{"name": "renderer", "values": [...]}]},
//             "rss": ..., "pss": ..., "descriptors": ..., "tasks": ...},
//  "cycles": [{"index", "from", "to", "warm_up"}], "rests": [...], "faults": [{"at", "what"}]}
// Times are seconds since the run's start; memory is bytes; unmeasured values are null.
[[nodiscard]] std::string chart_data(const harness::RunRecord& record, const RunSeries& series);

}  // namespace tidemark::reports
