#include "harness/comparison/memory_effect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/comparison/rank_test.hpp"
#include "harness/comparison/sides.hpp"
#include "harness/verdict/growth_test.hpp"
#include "probes/base/bytes.hpp"

namespace tidemark::harness {
namespace {

std::string amount(double bytes) {
  const auto words = to_string(Bytes{static_cast<std::uint64_t>(std::llround(std::abs(bytes)))});
  return bytes <= -0.5 ? "-" + words : words;
}

// The mean of the candidate's memory at each rest point less the baseline's: what all runs of a
// side have in common stands out, what each has by chance does not.
std::vector<double> mean_difference(const ComparisonRecord& comparison) {
  std::size_t length = SIZE_MAX;
  std::array<double, 2> runs{};
  for (const ComparedRun& run : comparison.runs) {
    if (!run.unfit.empty()) continue;
    length = std::min(length, run.memory.size());
    runs.at(run.side == Side::kCandidate ? 0 : 1) += 1;
  }
  if (runs[0] == 0 || runs[1] == 0) return {};
  std::vector<double> difference(length);
  for (const ComparedRun& run : comparison.runs) {
    if (!run.unfit.empty()) continue;
    const double weight = run.side == Side::kCandidate ? 1 / runs[0] : -1 / runs[1];
    for (std::size_t i = 0; i < length; ++i) difference[i] += weight * run.memory[i];
  }
  return difference;
}

// A larger cache grows more, too, but ever more slowly or in steps.
bool looks_like_filling(const std::vector<double>& difference) {
  const GrowthAnswer answer = test_growth(difference);
  return answer.log_odds < 0 &&
         (answer.course == Course::kWarmedUp || answer.course == Course::kStepped);
}

std::string more(const Effect& effect) {
  if (!effect.more_per_task || !effect.lowest || !effect.highest) {
    return "more per task than the baseline's";
  }
  return fmt::format("{} per task more than the baseline's (95%: {} to {})",
                     amount(*effect.more_per_task), amount(*effect.lowest),
                     amount(*effect.highest));
}

void decide_higher(const std::vector<double>& difference, std::size_t pairs, Effect& effect) {
  if (looks_like_filling(difference)) {
    effect.evidence = fmt::format(
        "memory grows by {}, but as a cache does that fills: run more cycles to see whether it "
        "stops",
        more(effect));
    return;
  }
  effect.verdict = Verdict::kLeaking;
  effect.evidence = fmt::format(
      "memory grows by {} in {} runs of each; the chance of that without a difference is {:.2g}%",
      more(effect), pairs, effect.chance * 100);
}

void decide_lower(const ComparisonRecord& comparison, std::size_t pairs, Effect& effect) {
  if (!effect.highest) {
    effect.evidence = "too few runs to compare memory: " + more_pairs_text(comparison, pairs);
  } else if (*effect.highest < comparison.tolerance_bytes) {
    effect.verdict = Verdict::kStable;
    effect.evidence = fmt::format(
        "memory grows by at most {} per task more than the baseline's, with 97.5% confidence in {} "
        "runs of each",
        amount(std::max(*effect.highest, 0.0)), pairs);
  } else {
    effect.evidence = fmt::format(
        "memory may grow by up to {} per task more than the baseline's, and {} is tolerable: {}",
        amount(*effect.highest), amount(comparison.tolerance_bytes),
        more_pairs_text(comparison, pairs));
  }
}

}  // namespace

Effect compare_memory(const ComparisonRecord& comparison, std::size_t tests) {
  Effect effect{.resource = Resource::kMemory};
  const Sides sides = sides_of(comparison, Resource::kMemory);
  const auto difference = mean_difference(comparison);
  if (sides.pairs() == 0) {
    effect.evidence = "memory is not known in runs of both";
    return effect;
  }
  if (difference.size() < kFewestForGrowth) {
    effect.evidence = fmt::format(
        "a run has {} readings of memory after warm-up, and {} are the least to tell a leak from a "
        "cache: run more cycles",
        difference.size(), kFewestForGrowth);
    return effect;
  }
  put_interval(comparison, sides, effect);
  effect.chance = chance_of_ranks(sides.candidate, sides.baseline);
  if (effect.chance <= leak_level(comparison, sides.pairs(), tests)) {
    decide_higher(difference, sides.pairs(), effect);
  } else {
    decide_lower(comparison, sides.pairs(), effect);
  }
  return effect;
}

}  // namespace tidemark::harness
