// What a series of memory readings at rest may be: growth in proportion to the work, or one of the
// things that look like it. Each explanation is as good as its marginal likelihood says.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace tidemark::harness {

// A straight line below noise, perhaps after a warm-up or with a step in it: a leak.
struct LeakFit {
  double log_likelihood = 0;
  // Growth over the whole series, in the values' unit: posterior mean and deviation.
  double growth = 0;
  double error = 0;
  double correlation = 0;  // of neighbouring noise values: posterior mean
};

// Its innocent rivals.
struct Explanations {
  LeakFit leak;
  double steady = 0;     // a level and noise that is as rough as readings of a calm program are
  double wandering = 0;  // a level and noise so smooth that it seems to have a direction
  double warm_up = 0;    // filling up ever more slowly; no slower than a quarter of the horizon
  double steps = 0;      // up to kMostSteps lasting changes
  double warm_up_length = 0;          // time constant of the likeliest warm-up, in values
  std::vector<std::size_t> starts{};  // of the likeliest plateaus but the first
  // Growth over the whole series that may be in it besides, whichever of them is right; in the
  // values' unit, mean and deviation.
  double hidden_growth = 0;
  double hidden_error = 0;
  double noise = 0;  // its deviation, in the values' unit
};

// 8 to 80 values at equal distances. Everything is relative to the noise: unit and level do not
// matter. `horizon`: how many values the series will have in the end, by which a warm-up is slow or
// quick; at least those that it has. Growth of less than kLeastGrowth deviations of the noise over
// the series is no leak that could be told from what memory does anyway. Deterministic; takes about
// 5 ms for 60 values.
[[nodiscard]] Explanations explain(std::span<const double> values, double horizon = 0);

inline constexpr double kLeastGrowth = 4;

}  // namespace tidemark::harness
