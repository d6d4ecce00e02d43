// The numbers of an assessment for other programs: summary.json.
#pragma once

#include <string>

#include "analyzer/result/assessment.hpp"

namespace tidemark::reports {

[[nodiscard]] std::string summary_json(const analyzer::Assessment& assessment);

}  // namespace tidemark::reports
