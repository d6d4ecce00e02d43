// A series as plateaus: level, and a few sudden changes that last, with white noise around them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tidemark::harness {

struct StepFit {
  // Marginal likelihood over all positions and heights of the steps; comparable with
  // RegressionFit's.
  double log_likelihood = 0;
  // The likeliest places: indices of the first values after a step, ascending.
  std::vector<std::size_t> starts;
};

inline constexpr std::size_t kMostSteps = 3;

// `steps` from 1 to kMostSteps. Levels are thought to lie within a few deviations of the noise of
// each other (normal, kStepDeviations), every choice of positions to be as likely as every other.
// Takes values.size() to the power of `steps`: 2 ms for three in sixty values.
[[nodiscard]] StepFit fit_steps(std::span<const double> values, std::size_t steps);

}  // namespace tidemark::harness
