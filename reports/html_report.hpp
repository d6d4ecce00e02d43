// A run as one HTML file that needs nothing else: no network, no other file.
#pragma once

#include <string>

#include "harness/record/run_record.hpp"
#include "reports/series.hpp"

namespace tidemark::reports {

// Everything from outside is escaped, and a Content-Security-Policy lets nothing run or load but
// the report's own script and style.
[[nodiscard]] std::string html_report(const harness::RunRecord& record, const RunSeries& series);

}  // namespace tidemark::reports
