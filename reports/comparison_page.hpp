// A comparison of two programs as one HTML file that needs nothing else.
#pragma once

#include <string>

#include "harness/record/comparison_record.hpp"

namespace tidemark::reports {

// Without script; everything from outside is escaped, and a Content-Security-Policy lets nothing
// load but the page's own style. `tidemark`: the version that makes it.
[[nodiscard]] std::string comparison_page(const harness::ComparisonRecord& record,
                                          const std::string& tidemark);

}  // namespace tidemark::reports
