#include "harness/verdict/growth.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tidemark::harness {
namespace {

// Rises that no later rest point took back. A count that goes up and down shows few of them; one
// that leaks shows one for every leak.
struct Rises {
  std::size_t count = 0;
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t longest_gap = 0;
  double total = 0;
  double largest = 0;
};

Rises lasting_rises(double ceiling, std::span<const double> counts) {
  // floor[i]: the lowest count from here to the end.
  std::vector<double> floor(counts.begin(), counts.end());
  for (std::size_t i = floor.size() - 1; i-- > 0;) floor[i] = std::min(floor[i], floor[i + 1]);
  Rises rises;
  double level = ceiling;
  for (std::size_t i = 0; i < floor.size(); ++i) {
    if (floor[i] <= level) continue;
    if (rises.count == 0) {
      rises.first = i;
    } else {
      rises.longest_gap = std::max(rises.longest_gap, i - rises.last);
    }
    ++rises.count;
    rises.last = i;
    rises.total += floor[i] - level;
    rises.largest = std::max(rises.largest, floor[i] - level);
    level = floor[i];
  }
  return rises;
}

// Whether an earlier excess was as high and as long as the one that stands at the end: then coming
// back down is what this count does.
bool was_seen_to_recover(double ceiling, std::span<const double> counts, std::size_t excess) {
  double peak = ceiling;
  std::size_t run = 0;
  std::size_t longest = 0;
  const auto before = counts.first(counts.size() - excess);
  for (const double count : before) {
    run = count > ceiling ? run + 1 : 0;
    longest = std::max(longest, run);
    peak = std::max(peak, count);
  }
  return excess <= longest && std::ranges::max(counts.last(excess)) <= peak;
}

Shape shape_of(const Rises& rises, std::size_t flat, std::size_t excess) {
  if (flat >= std::max(kFlatPoints, 2 * rises.longest_gap)) return Shape::kPlateau;
  if (rises.count >= 3) return Shape::kGrowing;
  // Two rises can be two lazily started parts of a program, or a leak of which noise hid a step. A
  // leak is of several, in comparable steps, still going on, and not of just the last moments.
  const bool comparable = rises.largest <= rises.total * 2 / 3;
  if (rises.count == 2 && rises.total >= 3 && comparable && flat <= 1 && excess >= kFlatPoints)
    return Shape::kGrowing;
  return Shape::kUnsettled;
}

void describe_steps(Growth& growth, std::span<const double> counts) {
  std::vector<double> since{growth.first_rise == 0 ? growth.baseline
                                                   : counts[growth.first_rise - 1]};
  const auto rising = counts.subspan(growth.first_rise);
  since.insert(since.end(), rising.begin(), rising.end());
  growth.per_cycle = robust_slope(since);
  growth.uniform = true;
  for (std::size_t i = 1; i < since.size(); ++i) {
    if (since[i] - since[i - 1] != since[1] - since[0]) growth.uniform = false;
  }
}

bool always_rises(double baseline, std::span<const double> counts) {
  for (const double count : counts) {
    if (count <= baseline) return false;
    baseline = count;
  }
  return true;
}

}  // namespace

Growth growth_of(double baseline, std::span<const double> counts, std::size_t persist,
                 double allowance) {
  Growth growth{.baseline = baseline, .last = baseline};
  if (counts.empty()) return growth;
  growth.last = counts.back();
  const double ceiling = baseline + allowance;
  while (growth.excess_points < counts.size() &&
         counts[counts.size() - 1 - growth.excess_points] > ceiling) {
    ++growth.excess_points;
  }
  if (growth.excess_points == 0) return growth;
  const Rises rises = lasting_rises(ceiling, counts);
  growth.first_rise = rises.first;
  growth.last_rise = rises.last;
  growth.flat_points = counts.size() - 1 - rises.last;
  growth.strict = always_rises(baseline, counts);
  describe_steps(growth, counts);
  if (was_seen_to_recover(ceiling, counts, growth.excess_points)) {
    growth.shape = Shape::kSwinging;
  } else if (growth.excess_points < persist) {
    growth.shape = Shape::kLate;
  } else {
    growth.shape = shape_of(rises, growth.flat_points, growth.excess_points);
  }
  return growth;
}

double robust_slope(std::span<const double> values) {
  std::vector<double> slopes;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = i + 1; j < values.size(); ++j) {
      slopes.push_back((values[j] - values[i]) / static_cast<double>(j - i));
    }
  }
  if (slopes.empty()) return 0;
  std::ranges::sort(slopes);
  const std::size_t middle = slopes.size() / 2;
  return slopes.size() % 2 == 1 ? slopes[middle] : (slopes[middle - 1] + slopes[middle]) / 2;
}

}  // namespace tidemark::harness
