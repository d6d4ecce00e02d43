#include "harness/verdict/goes_on.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

#include "harness/verdict/averages.hpp"
#include "harness/verdict/regression.hpp"

namespace tidemark::harness {
namespace {

// Of the growth that a leak is said to have, so much must be seen.
constexpr double kLeastShare = 0.5;
constexpr double kErrors = 3;
// So wide that it says nothing.
constexpr double kAnything = 1000;

// A straight rise by 1.
Regressor ramp(std::size_t size) {
  Regressor regressor{.course = std::vector<double>(size), .prior_deviation = kAnything};
  for (std::size_t i = 0; i < size; ++i) {
    regressor.course[i] = static_cast<double>(i) / static_cast<double>(size - 1);
  }
  return regressor;
}

}  // namespace

bool goes_on(std::span<const double> values, const LeakFit& leak, double noise) {
  const std::size_t third = values.size() / 3;
  const auto first = values.first(third);
  const auto last = values.last(third);
  const double rate = leak.growth / static_cast<double>(values.size() - 1);
  // Alike neighbours tell less than as many independent values (Box, Jenkins, Reinsel, "Time Series
  // Analysis", 2.1.5: the variance of a mean).
  const double errors = kErrors * std::sqrt((1 + leak.correlation) / (1 - leak.correlation));

  const double rise = mean(last) - mean(first);
  const double rise_error = noise * std::sqrt(2 / static_cast<double>(third));
  const double rise_told = rate * static_cast<double>(values.size() - third);
  if (rise + errors * rise_error < kLeastShare * rise_told) return false;

  // By the noise of these values alone: what there was before, such as a jump, has made more of it.
  const std::array line = {ramp(third)};
  const RegressionFit late = fit_regression(last, line, 0);
  const double late_told = rate * static_cast<double>(third - 1);
  return late.coefficients[0] + errors * late.errors[0] >= kLeastShare * late_told;
}

}  // namespace tidemark::harness
