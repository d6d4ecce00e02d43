#include "harness/verdict/growth_test.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "harness/verdict/averages.hpp"
#include "harness/verdict/explanations.hpp"
#include "harness/verdict/goes_on.hpp"

namespace tidemark::harness {
namespace {

// How much likelier than each innocent explanation a leak must be, as logarithms. They were chosen
// by simulation so that no innocent shape is called a leak in more than 1% of runs
// (bin/verdict_error_rates): the likelihoods are averages over many variants, of which the fitting
// one is only a few.
constexpr double kBeyondSteady = 2;
constexpr double kBeyondWandering = -0.7;
constexpr double kBeyondWarmUp = -3;
constexpr double kBeyondSteps = 1;
// Several steps that stand out make a growth of so many deviations of the noise, and a growth that
// large must be told from them more clearly.
constexpr double kGrowthByBigSteps = 6;
constexpr double kBeyondBigSteps = 4.7;
// They hold for so many values. Fewer say less about a shape, and tell a leak from several steps or
// the beginning of a slow warm-up worst of all: there the margins are wider, by so much from
// kFewValues down.
constexpr double kEnoughValues = 60;
constexpr double kFewValues = 40;
constexpr double kWiderForFew = 2.2;
constexpr double kStepsWiderForFew = 4.7;
constexpr double kWarmUpWiderForFew = 5.8;
// Wider still for a look before the end, and for each e-fold of tests made in one go. Found in the
// same way; the likelihoods' tails are longer than the one nat of independent chances.
constexpr double kWiderIfEarly = 5;
constexpr double kWiderPerTests = 2.4;
// So much less likely than the best of them it must be before a series may be called stable, and so
// small the growth that may hide in it, in deviations of the noise over the whole series.
constexpr double kBelowInnocent = 2;
constexpr double kHarmless = 3.5;
constexpr double kTwoSided95 = 1.96;
constexpr double kEndOfEarly = 6;  // deviations to the end of an early look's interval

// Several steps are innocent only if they came early, as a program's that filled its caches: losses
// at random moments look the same while they go on.
constexpr double kFlatShareAfterSteps = 2.0 / 3;

// A lone reading far from its neighbours is a collection or a snapshot at a bad moment, no growth
// (Hampel's identifier: Davies and Gather, JASA 88, 1993).
constexpr std::size_t kNeighbours = 3;
constexpr double kFar = 5;

std::vector<double> without_spikes(std::span<const double> values) {
  std::vector<double> jumps;
  jumps.reserve(values.size());
  std::vector<double> centres;
  centres.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t from = i < kNeighbours ? 0 : i - kNeighbours;
    const std::size_t to = std::min(values.size(), i + kNeighbours + 1);
    centres.push_back(median(values.subspan(from, to - from)));
    jumps.push_back(std::abs(values[i] - centres.back()));
  }
  const double limit = kFar * kDeviationsPerMad * median(jumps);
  std::vector<double> calm(values.begin(), values.end());
  for (std::size_t i = 0; i < calm.size(); ++i) {
    if (limit > 0 && jumps[i] > limit) calm[i] = centres[i];
  }
  return calm;
}

// Averages of `group` values each; what is left over at the front is left out.
std::vector<double> grouped(std::span<const double> values, std::size_t group) {
  std::vector<double> averages;
  averages.reserve(values.size() / group);
  for (std::size_t i = values.size() % group; i < values.size(); i += group) {
    double sum = 0;
    for (std::size_t j = 0; j < group; ++j) sum += values[i + j];
    averages.push_back(sum / static_cast<double>(group));
  }
  return averages;
}

Course best_innocent(const Explanations& explanations) {
  const std::array rivals = {
      std::pair(explanations.steady, Course::kFlat),
      std::pair(explanations.wandering, Course::kWandering),
      std::pair(explanations.warm_up, Course::kWarmedUp),
      std::pair(explanations.steps, Course::kStepped),
  };
  return std::ranges::max_element(rivals, {}, [](const auto& rival) { return rival.first; })
      ->second;
}

bool may_step_again(const GrowthAnswer& answer, std::size_t size) {
  if (answer.course != Course::kStepped || answer.starts.size() < 2) return false;
  return static_cast<double>(size - answer.starts.back()) <
         kFlatShareAfterSteps * static_cast<double>(size);
}

// How a series is looked at.
struct Look {
  bool early = false;  // more values are to come
  int tests = 1;       // made in one go
};

bool beats_all(const Explanations& explanations, std::size_t size, const Look& look) {
  const double few = std::clamp(
      (kEnoughValues / static_cast<double>(size) - 1) / (kEnoughValues / kFewValues - 1), 0.0, 1.0);
  const double wider = kWiderForFew * few + (look.early ? kWiderIfEarly : 0) +
                       kWiderPerTests * std::log(std::max(1, look.tests));
  const double leak = explanations.leak.log_likelihood - wider;
  const bool large = explanations.leak.growth >= kGrowthByBigSteps * explanations.noise;
  const double steps =
      (large ? kBeyondBigSteps : kBeyondSteps) + (kStepsWiderForFew - kWiderForFew) * few;
  const double warm_up = kBeyondWarmUp + (kWarmUpWiderForFew - kWiderForFew) * few;
  return leak > explanations.steady + kBeyondSteady &&
         leak > explanations.wandering + kBeyondWandering &&
         leak > explanations.warm_up + warm_up && leak > explanations.steps + steps;
}

// Rates are per reading.
GrowthAnswer answer_from(const Explanations& explanations, std::span<const double> readings,
                         const Look& look) {
  const std::size_t size = readings.size();
  const double end = look.early ? kEndOfEarly : kTwoSided95;
  const double innocent = std::max(
      {explanations.steady, explanations.wandering, explanations.warm_up, explanations.steps});
  GrowthAnswer answer{.course = best_innocent(explanations)};
  answer.noise = explanations.noise;
  answer.log_odds = explanations.leak.log_likelihood - innocent;
  answer.warm_up_length = explanations.warm_up_length;
  answer.starts = explanations.starts;
  double growth = explanations.hidden_growth;
  double error = explanations.hidden_error;
  if (beats_all(explanations, size, look) &&
      goes_on(readings, explanations.leak, explanations.noise)) {
    answer.verdict = Verdict::kLeaking;
    answer.course = Course::kGrowing;
    growth = explanations.leak.growth;
    error = explanations.leak.error;
  } else if (answer.log_odds < -kBelowInnocent && !may_step_again(answer, size) &&
             growth + kTwoSided95 * error < kHarmless * explanations.noise) {
    answer.verdict = Verdict::kStable;
  }
  const auto steps = static_cast<double>(size - 1);
  answer.growth = growth / steps;
  answer.lowest = (growth - end * error) / steps;
  answer.highest = (growth + end * error) / steps;
  return answer;
}

}  // namespace

GrowthAnswer test_growth(std::span<const double> values, const GrowthRules& rules) {
  if (values.size() < kFewestForGrowth) return {};
  const auto [least, most] = std::ranges::minmax(values);
  if (most - least <= rules.resolution) {
    GrowthAnswer answer{.verdict = Verdict::kStable, .course = Course::kFlat};
    answer.highest = rules.resolution / static_cast<double>(values.size() - 1);
    return answer;
  }
  const std::size_t planned = std::max(rules.planned, values.size());
  const std::size_t group = (values.size() + kMostForGrowth - 1) / kMostForGrowth;
  const std::vector<double> readings = grouped(without_spikes(values), group);
  const double horizon = static_cast<double>(planned) / static_cast<double>(group);
  GrowthAnswer answer = answer_from(explain(readings, horizon), readings,
                                    {.early = planned > values.size(), .tests = rules.tests});
  const std::size_t skipped = values.size() % group;
  for (double* rate : {&answer.growth, &answer.lowest, &answer.highest}) {
    *rate /= static_cast<double>(group);
  }
  for (std::size_t& start : answer.starts) start = start * group + skipped;
  answer.warm_up_length *= static_cast<double>(group);
  return answer;
}

}  // namespace tidemark::harness
