// The rule for work that was not done: tasks that were handed over and never answered.
#pragma once

#include <optional>

#include "harness/verdict/work.hpp"

namespace tidemark::harness {

// Of every cycle that is over, warm-up included: an answer that is missing needs no comparison.
// Cycles that we cut off say nothing.
[[nodiscard]] std::optional<Finding> find_unanswered(const Work& work);

}  // namespace tidemark::harness
