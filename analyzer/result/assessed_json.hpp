// An assessed domain as a line: that of its result, and what only many domains together show.
#pragma once

#include <string>

#include "analyzer/result/assessment.hpp"

namespace tidemark::analyzer {

// The keys of a result line, then `categories`, `total`, `bonus`, `leads_to`, `led_to_by`.
[[nodiscard]] std::string to_json_line(const AssessedDomain& domain);

}  // namespace tidemark::analyzer
