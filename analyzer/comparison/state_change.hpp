// What a change of state means to a list's maintainer.
#pragma once

#include <optional>

#include "analyzer/result/assessment.hpp"

namespace tidemark::analyzer {

// Nothing: the same state, or one of them is our own side's failure or an unanswered question
// (failed, unreachable), which says nothing about the domain.
[[nodiscard]] std::optional<Change> state_change(State was, State is_now);

}  // namespace tidemark::analyzer
