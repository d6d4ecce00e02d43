// The rule for answers that change: tasks that ended alike at first and end otherwise now.
#pragma once

#include <optional>

#include "harness/verdict/work.hpp"

namespace tidemark::harness {

// Of cycles after warm-up in which no fault struck, at least six. Counted are tasks that ended the
// same way in each of the first third of them, and another way in each of the last three; at least
// two tasks and a tenth. So tasks whose end is a matter of chance are not taken for changed ones.
[[nodiscard]] std::optional<Finding> find_changed_answers(const Work& work, int warm_up);

}  // namespace tidemark::harness
