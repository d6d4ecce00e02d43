// Whether a run may end before its last planned cycle because its answer is certain. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "harness/record/run_record.hpp"
#include "harness/verdict/judge.hpp"
#include "harness/verdict/rest_point.hpp"

namespace tidemark::harness {

// A look is taken after so many cycles, again and again; error rates: bin/verdict_error_rates.
inline constexpr int kCyclesBetweenLooks = 5;
// Counts are certain when with 95% confidence fewer than this share of cycles leak.
inline constexpr double kCertainShare = 0.05;

// kLeaking: something that is required leaks, beyond doubt. kStable: nothing required does, and it
// is bound: counts as above, memory by less than `tolerance` bytes per task. nullopt: go on.
// `options` are those by which the run will be judged, `planned` its cycles.
[[nodiscard]] std::optional<Verdict> certain_verdict(const std::vector<RestPoint>& points,
                                                     JudgeOptions options, int planned,
                                                     double tolerance);

}  // namespace tidemark::harness
