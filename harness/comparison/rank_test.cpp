#include "harness/comparison/rank_test.hpp"

#include <algorithm>
#include <vector>

namespace tidemark::harness {
namespace {

// Twice the rank of each value among all, so that shared ranks are whole numbers.
std::vector<std::size_t> doubled_ranks(std::span<const double> all) {
  std::vector<std::size_t> ranks;
  ranks.reserve(all.size());
  for (const double value : all) {
    const auto below = std::ranges::count_if(all, [&](double it) { return it < value; });
    const auto equal = std::ranges::count(all, value);
    ranks.push_back(static_cast<std::size_t>(2 * below + equal + 1));
  }
  return ranks;
}

// The share of all ways to choose `chosen` of `ranks` whose sum is at least `sum`.
double share_above(std::span<const std::size_t> ranks, std::size_t chosen, std::size_t sum) {
  std::size_t most = 0;
  for (const std::size_t rank : ranks) most += rank;
  // ways[k][s]: to choose k of the ranks seen so far with the sum s.
  std::vector<std::vector<double>> ways(chosen + 1, std::vector<double>(most + 1));
  ways[0][0] = 1;
  for (const std::size_t rank : ranks) {
    for (std::size_t k = chosen; k-- > 0;) {
      for (std::size_t s = 0; s + rank <= most; ++s) ways[k + 1][s + rank] += ways[k][s];
    }
  }
  double all = 0;
  double above = 0;
  for (std::size_t s = 0; s <= most; ++s) {
    all += ways[chosen][s];
    if (s >= sum) above += ways[chosen][s];
  }
  return above / all;
}

// The ranks of groups without ties, and the sum of the `each` highest less `swaps`: every swap of
// neighbours between the groups lowers it by one rank.
double chance_after_swaps(std::size_t candidates, std::size_t baselines, std::size_t swaps) {
  std::vector<std::size_t> ranks;
  ranks.reserve(candidates + baselines);
  std::size_t highest = 0;
  for (std::size_t rank = 1; rank <= candidates + baselines; ++rank) {
    ranks.push_back(2 * rank);
    if (rank > baselines) highest += 2 * rank;
  }
  return share_above(ranks, candidates, highest - 2 * swaps);
}

}  // namespace

double chance_of_ranks(std::span<const double> candidate, std::span<const double> baseline) {
  if (candidate.empty() || baseline.empty()) return 1;
  std::vector<double> all(candidate.begin(), candidate.end());
  all.insert(all.end(), baseline.begin(), baseline.end());
  const auto ranks = doubled_ranks(all);
  std::size_t sum = 0;
  for (std::size_t i = 0; i < candidate.size(); ++i) sum += ranks[i];
  return share_above(ranks, candidate.size(), sum);
}

double attainable_level(std::size_t each, double level) {
  double attained = 0;
  for (std::size_t swaps = 0; swaps <= each * each; ++swaps) {
    const double chance = chance_after_swaps(each, each, swaps);
    if (chance > level) break;
    attained = chance;
  }
  return attained;
}

std::optional<ShiftInterval> shift_between(std::span<const double> candidate,
                                           std::span<const double> baseline, double level) {
  std::vector<double> differences;
  differences.reserve(candidate.size() * baseline.size());
  for (const double a : candidate) {
    for (const double b : baseline) differences.push_back(a - b);
  }
  std::ranges::sort(differences);
  // So many differences at either end may be left out.
  std::size_t beyond = 0;
  while (2 * beyond < differences.size() &&
         chance_after_swaps(candidate.size(), baseline.size(), beyond) <= level) {
    ++beyond;
  }
  if (beyond == 0 || differences.empty()) return std::nullopt;
  const std::size_t middle = differences.size() / 2;
  const double median = differences.size() % 2 == 1
                            ? differences[middle]
                            : (differences[middle - 1] + differences[middle]) / 2;
  return ShiftInterval{.median = median,
                       .lowest = differences[beyond - 1],
                       .highest = differences[differences.size() - beyond]};
}

}  // namespace tidemark::harness
