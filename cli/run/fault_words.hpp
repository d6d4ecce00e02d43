// A planned fault as a sentence for a person.
#pragma once

#include <string>

#include "harness/scenario/planned_fault.hpp"

namespace tidemark::cli {

// "kill subject after 8 finished domains, 5 times a cycle".
[[nodiscard]] std::string in_words(const harness::PlannedFault& fault);

}  // namespace tidemark::cli
