#include "harness/verdict/early_end.hpp"

#include <algorithm>

namespace tidemark::harness {
namespace {

bool is_bound(const ResourceVerdict& verdict, double tolerance_per_cycle) {
  if (verdict.verdict != Verdict::kStable) return false;
  if (verdict.bound_bytes_per_cycle) return *verdict.bound_bytes_per_cycle < tolerance_per_cycle;
  return verdict.bound_per_cycle.value_or(1) <= kCertainShare;
}

}  // namespace

std::optional<Verdict> certain_verdict(const std::vector<RestPoint>& points, JudgeOptions options,
                                       int planned, double tolerance) {
  if (points.empty()) return std::nullopt;
  const int cycle = points.back().cycle;
  if (cycle <= options.warm_up || (cycle - options.warm_up) % kCyclesBetweenLooks != 0) {
    return std::nullopt;
  }
  options.cycles_planned = planned;
  options.completed = true;
  const Judgement judgement = judge(points, options);
  if (judgement.verdict == Verdict::kLeaking) return Verdict::kLeaking;
  const double tasks = static_cast<double>(options.tasks_fed) / cycle;
  const bool bound = std::ranges::all_of(judgement.verdicts, [&](const ResourceVerdict& it) {
    return !it.required || is_bound(it, tolerance * tasks);
  });
  if (judgement.verdict == Verdict::kStable && bound) return Verdict::kStable;
  return std::nullopt;
}

}  // namespace tidemark::harness
