#include "harness/comparison/count_effects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "harness/comparison/rank_test.hpp"
#include "harness/comparison/sides.hpp"
#include "harness/record/names.hpp"

namespace tidemark::harness {
namespace {

constexpr std::array kCounted = {Resource::kProcesses, Resource::kZombies, Resource::kDescriptors,
                                 Resource::kDirectories};

bool leaks(const ComparedRun& run) {
  return run.unfit.empty() && std::ranges::any_of(run.growths, &RunGrowth::leaking);
}

// Of as many candidates with a leak, if the labels meant nothing: Fisher's exact test.
double chance_of_leaks(const ComparisonRecord& comparison) {
  std::vector<double> candidate;
  std::vector<double> baseline;
  for (const ComparedRun& run : comparison.runs) {
    if (!run.unfit.empty()) continue;
    (run.side == Side::kCandidate ? candidate : baseline).push_back(leaks(run) ? 1 : 0);
  }
  return chance_of_ranks(candidate, baseline);
}

std::string in_runs(std::size_t leaking, std::size_t runs) {
  return fmt::format("{} of {} runs", leaking, runs);
}

class CountComparison {
 public:
  CountComparison(const ComparisonRecord& comparison, std::size_t tests)
      : comparison_(comparison), tests_(tests), chance_(chance_of_leaks(comparison)) {
    for (const Resource resource : kCounted) {
      lost_by_all_ += sides_of(comparison, resource).all_leak() ? 1U : 0U;
    }
  }

  [[nodiscard]] Effect effect_of(Resource resource) const {
    const Sides sides = sides_of(comparison_, resource);
    Effect effect{.resource = resource};
    put_interval(comparison_, sides, effect);
    if (sides.pairs() == 0) {
      effect.evidence = "there are no runs of both to compare";
    } else if (sides.leaking_candidates == 0) {
      clear(sides, effect);
    } else if (sides.all_leak()) {
      compare_rates(sides, effect);
    } else {
      compare_runs(sides, effect);
    }
    return effect;
  }

 private:
  static void clear(const Sides& sides, Effect& effect) {
    effect.verdict = Verdict::kStable;
    effect.evidence = fmt::format(
        "no run of the candidate leaks {}; with 95% confidence fewer than {:.2g}% of cycles do",
        name_of(effect.resource), 100 * std::min(1.0, 3.0 / std::max(1, sides.candidate_points)));
  }

  void compare_rates(const Sides& sides, Effect& effect) const {
    effect.chance = chance_of_ranks(sides.candidate, sides.baseline);
    const double level = leak_level(comparison_, sides.pairs(), tests_ * lost_by_all_);
    const auto name = name_of(effect.resource);
    if (effect.chance <= level) {
      effect.verdict = Verdict::kLeaking;
      effect.evidence = fmt::format("every run leaks {}, the candidate's {:.3g} per task more",
                                    name, effect.more_per_task.value_or(0));
    } else if (effect.highest) {
      effect.verdict = Verdict::kStable;
      effect.evidence =
          fmt::format("every run leaks {}, the candidate's at most {:.3g} per task more", name,
                      std::max(*effect.highest, 0.0));
    } else {
      effect.evidence =
          fmt::format("every run leaks {}; {}", name, more_pairs_text(comparison_, sides.pairs()));
    }
  }

  void compare_runs(const Sides& sides, Effect& effect) const {
    effect.chance = chance_;
    const bool more = sides.leaking_candidates * sides.baseline.size() >
                      sides.leaking_baselines * sides.candidate.size();
    const std::string counts = fmt::format(
        "{} leak in {} of the candidate and {} of the baseline", name_of(effect.resource),
        in_runs(sides.leaking_candidates, sides.candidate.size()),
        in_runs(sides.leaking_baselines, sides.baseline.size()));
    if (more && chance_ <= leak_level(comparison_, sides.pairs(), tests_)) {
      effect.verdict = Verdict::kLeaking;
      effect.evidence = counts;
    } else {
      effect.evidence = fmt::format("{}, which may be chance: {}", counts,
                                    more_pairs_text(comparison_, sides.pairs()));
    }
  }

  const ComparisonRecord& comparison_;
  std::size_t tests_;
  double chance_;
  std::size_t lost_by_all_ = 0;  // resources
};

}  // namespace

bool some_run_leaks(const ComparisonRecord& comparison) {
  return std::ranges::any_of(comparison.runs, leaks);
}

std::vector<Effect> compare_counts(const ComparisonRecord& comparison, std::size_t tests) {
  const CountComparison counts(comparison, tests);
  std::vector<Effect> effects;
  effects.reserve(kCounted.size());
  for (const Resource resource : kCounted) effects.push_back(counts.effect_of(resource));
  return effects;
}

}  // namespace tidemark::harness
