// An assessment as one HTML file that needs nothing else: no network, no other file.
#pragma once

#include <string>

#include "analyzer/result/assessment.hpp"

namespace tidemark::reports {

// Everything from outside is packed as data that the report's own script shows as text; a
// Content-Security-Policy lets nothing else run or load. `difference` may be null.
[[nodiscard]] std::string analysis_page(const analyzer::Assessment& assessment,
                                        const analyzer::RunDifference* difference);

}  // namespace tidemark::reports
