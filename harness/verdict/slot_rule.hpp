// The rule for slots: what the subject's own accounts of them say at rest.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/verdict/timeline.hpp"
#include "harness/verdict/work.hpp"

namespace tidemark::harness {

// Slots lost: held at each of the last `persist` rest points of the living subject (that at which
// it got stuck is one) though their tasks have ended, not held after warm-up, and more in use than
// then. Slots given back twice: any. Nothing where the subject does not tell of slots, or could not
// tell all.
[[nodiscard]] std::vector<Finding> find_slot_troubles(const Work& work, const Timeline& timeline,
                                                      std::size_t persist);

// Why slots were not judged although the subject tells of them.
[[nodiscard]] std::optional<std::string> slots_not_judged(const Work& work);

}  // namespace tidemark::harness
