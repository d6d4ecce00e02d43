// What the HTML report's table, filters and charts are made of.
#pragma once

#include <string>

#include "analyzer/result/assessment.hpp"

namespace tidemark::reports {

// JSON: an array for each column, indices into tables of words instead of words, lines of one
// string instead of strings. Untrusted text is printable. `difference` may be null.
[[nodiscard]] std::string report_columns(const analyzer::Assessment& assessment,
                                         const analyzer::RunDifference* difference);

}  // namespace tidemark::reports
