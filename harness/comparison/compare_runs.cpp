#include "harness/comparison/compare_runs.hpp"

#include <algorithm>
#include <iterator>

#include "harness/comparison/count_effects.hpp"
#include "harness/comparison/memory_effect.hpp"

namespace tidemark::harness {
namespace {

bool has_memory(const ComparisonRecord& comparison) {
  return std::ranges::any_of(comparison.runs,
                             [](const ComparedRun& run) { return !run.memory.empty(); });
}

void conclude(ComparisonRecord& comparison) {
  const auto first = [&](Verdict verdict) {
    return std::ranges::find(comparison.effects, verdict, &Effect::verdict);
  };
  const auto none = comparison.effects.end();
  const auto unfit = std::ranges::find_if(
      comparison.runs, [](const ComparedRun& run) { return !run.unfit.empty(); });
  comparison.verdict = Verdict::kInconclusive;
  if (const auto leaking = first(Verdict::kLeaking); leaking != none) {
    comparison.verdict = Verdict::kLeaking;
    comparison.reason = leaking->evidence;
  } else if (unfit != comparison.runs.end()) {
    comparison.reason = unfit->folder + " proves nothing: " + unfit->unfit;
  } else if (const auto unclear = first(Verdict::kInconclusive); unclear != none) {
    comparison.reason = unclear->evidence;
  } else {
    comparison.verdict = Verdict::kStable;
    comparison.reason =
        "the candidate loses no more than the baseline: " + comparison.effects.front().evidence;
  }
}

}  // namespace

void judge_comparison(ComparisonRecord& comparison) {
  // Neither changes if the labels of the runs are exchanged, so that the tests stay exact.
  const bool memory = has_memory(comparison);
  const std::size_t tests = (memory ? 1U : 0U) + (some_run_leaks(comparison) ? 1U : 0U);
  comparison.effects.clear();
  if (memory) comparison.effects.push_back(compare_memory(comparison, tests));
  std::ranges::move(compare_counts(comparison, std::max<std::size_t>(1, tests)),
                    std::back_inserter(comparison.effects));
  conclude(comparison);
}

bool is_decided(const ComparisonRecord& comparison) {
  if (comparison.verdict == Verdict::kLeaking) return true;
  // Counts alone are never sure enough: every further cycle makes their bound smaller.
  return comparison.verdict == Verdict::kStable && has_memory(comparison);
}

}  // namespace tidemark::harness
