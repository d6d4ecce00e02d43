// One category as Markdown: what a list's maintainer reads first.
#pragma once

#include <string>
#include <string_view>

#include "analyzer/result/assessment.hpp"
#include "reports/assessment/assessment_counts.hpp"

namespace tidemark::reports {

// `name` is empty for domains that no list names. Long tables are cut and say so: domains.csv has
// every domain.
[[nodiscard]] std::string category_page(const analyzer::Assessment& assessment,
                                        std::string_view name, const Members& members);

}  // namespace tidemark::reports
