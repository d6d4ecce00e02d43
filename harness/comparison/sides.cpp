#include "harness/comparison/sides.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/comparison/looks.hpp"
#include "harness/comparison/rank_test.hpp"

namespace tidemark::harness {
namespace {

// For either end of an interval: 95% lie between them.
constexpr double kEndError = 0.025;

double level_after(const ComparisonRecord& comparison, std::size_t pairs, double error) {
  if (pairs == 0) return 0;
  const auto planned = static_cast<std::size_t>(std::max(1, comparison.pairs_planned));
  return levels_of_looks(planned, error)[std::min(pairs, planned) - 1];
}

}  // namespace

std::size_t Sides::pairs() const { return std::min(candidate.size(), baseline.size()); }

bool Sides::all_leak() const {
  return leaking_candidates == candidate.size() && leaking_baselines == baseline.size();
}

Sides sides_of(const ComparisonRecord& comparison, Resource resource) {
  Sides sides;
  for (const ComparedRun& run : comparison.runs) {
    if (!run.unfit.empty()) continue;
    const bool candidate = run.side == Side::kCandidate;
    for (const RunGrowth& growth : run.growths) {
      if (growth.resource != resource) continue;
      (candidate ? sides.candidate : sides.baseline).push_back(growth.per_task);
      (candidate ? sides.leaking_candidates : sides.leaking_baselines) += growth.leaking ? 1 : 0;
      if (candidate) sides.candidate_points += run.points;
    }
  }
  return sides;
}

double leak_level(const ComparisonRecord& comparison, std::size_t pairs, std::size_t tests) {
  const auto sharing = static_cast<std::size_t>(std::max(1, comparison.comparisons)) * tests;
  return level_after(comparison, pairs, comparison.error / static_cast<double>(sharing));
}

void put_interval(const ComparisonRecord& comparison, const Sides& sides, Effect& effect) {
  const double level = level_after(comparison, sides.pairs(), kEndError);
  const auto shift = shift_between(sides.candidate, sides.baseline, level);
  if (!shift) return;
  effect.more_per_task = shift->median;
  effect.lowest = shift->lowest;
  effect.highest = shift->highest;
}

std::string more_pairs_text(const ComparisonRecord& comparison, std::size_t pairs) {
  const auto planned = static_cast<std::size_t>(std::max(0, comparison.pairs_planned));
  if (pairs >= planned) return "run more pairs or more cycles";
  return fmt::format("{} of {} pairs were run", pairs, planned);
}

}  // namespace tidemark::harness
