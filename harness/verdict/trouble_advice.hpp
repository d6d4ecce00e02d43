// What troubles that are no leaks usually come from, and what helps.
#pragma once

#include "harness/record/run_record.hpp"

namespace tidemark::harness {

// Empty unless is_other_trouble(finding.kind).
[[nodiscard]] Advice advice_on_trouble(const Finding& finding);

}  // namespace tidemark::harness
