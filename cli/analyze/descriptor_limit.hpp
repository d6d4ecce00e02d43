// Room for as many connections as there are workers.
#pragma once

#include <cstddef>

namespace tidemark::cli {

// How many descriptors a run may need at once.
[[nodiscard]] std::size_t descriptors_needed(int workers, int tabs);

// As many of `workers` as `limit` descriptors are enough for; at least 1.
[[nodiscard]] int workers_within(std::size_t limit, int workers, int tabs);

// Raises the soft limit to what is needed, at most to the hard one. Returns how many workers fit
// below it.
[[nodiscard]] int make_room_for(int workers, int tabs);

}  // namespace tidemark::cli
