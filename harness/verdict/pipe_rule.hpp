// The rule for command pipes that too many can write to: such a browser outlives its owner.
#pragma once

#include <cstddef>
#include <optional>

#include "harness/verdict/timeline.hpp"

namespace tidemark::harness {

// Browsers whose --remote-debugging-pipe more than one process of the subject can write to, at each
// of the last `persist` rest points of the living subject. A browser ends when the last writer has
// gone, so it survives a kill of the one that drives it. Browsers that do not live at a rest point
// are not seen.
[[nodiscard]] std::optional<Finding> find_shared_pipes(const Timeline& timeline,
                                                       std::size_t persist);

}  // namespace tidemark::harness
