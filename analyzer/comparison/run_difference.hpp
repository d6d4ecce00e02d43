// What became of the domains between two runs of a store.
#pragma once

#include <cstdint>
#include <optional>

#include "analyzer/result/assessment.hpp"
#include "probes/base/result.hpp"
#include "probes/database/database.hpp"

namespace tidemark::analyzer {

// At least so much makes a score moved.
inline constexpr int kScoreMoved = 5;

// Which runs to compare. Without `newer`: the latest that answered anything. Without `older`: the
// latest before it that was completed and read one of its lists, else that was completed, else any.
struct RunPair {
  std::optional<std::int64_t> older = {};
  std::optional<std::int64_t> newer = {};
};

// Domains that the newer run answered are compared with what was known at the end of the older one,
// by itself or from runs before it: a run that was killed and resumed changes nothing. A domain
// vanished, or appeared, only where both runs were completed, chose no part of their input and read
// the list that names it. Scores are compared where the same keywords made them.
// Nothing: there are no two runs that answered anything. kNotFound: a run of `pair` is not there;
// the message names those that are.
[[nodiscard]] Result<std::optional<RunDifference>> run_difference(probes::Database& database,
                                                                  const RunPair& pair);

}  // namespace tidemark::analyzer
