// What the store forgets, so that it does not grow for ever.
#pragma once

#include <chrono>

#include "probes/base/result.hpp"
#include "probes/database/database.hpp"

namespace tidemark::analyzer {

// How far back the history of domains, runs and tasks goes.
inline constexpr std::chrono::hours kHistoryKept{90 * 24};

// Removes visits that are both older than that and not the latest of their domain, with all that
// belongs to them; answers and lifecycles of older runs; facts that expired. The latest result and
// content of a domain stay, whatever their age.
[[nodiscard]] Result<void> forget_old(probes::Database& database,
                                      std::chrono::system_clock::time_point now);

}  // namespace tidemark::analyzer
