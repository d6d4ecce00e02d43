// How reports spell findings that are no leaks (harness::is_other_trouble).
#pragma once

#include <string>
#include <string_view>

#include "harness/record/run_record.hpp"

namespace tidemark::reports {

// "unanswered tasks", "lost slots", "time to rest", ...; empty for every other kind.
[[nodiscard]] std::string_view trouble_subject(harness::FindingKind kind);
// A value of the finding in its unit: "3", "1.5 s".
[[nodiscard]] std::string trouble_amount(const harness::Finding& finding, double value);
// "0 at first, 4 at the end"; "1.0 s at first, 4.5 s at the end, +0.3 s per cycle".
[[nodiscard]] std::string trouble_growth(const harness::Finding& finding);

}  // namespace tidemark::reports
