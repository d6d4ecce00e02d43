#include "harness/verdict/step_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace tidemark::harness {
namespace {

constexpr double kStepDeviations = 10;
constexpr double kStepVariance = kStepDeviations * kStepDeviations;

// Sums over any stretch of a series at once.
class Stretches {
 public:
  explicit Stretches(std::span<const double> values)
      : sums_(values.size() + 1), squares_(values.size() + 1) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      sums_[i + 1] = sums_[i] + values[i];
      squares_[i + 1] = squares_[i] + values[i] * values[i];
    }
  }
  [[nodiscard]] double sum(std::size_t from, std::size_t to) const {
    return sums_[to] - sums_[from];
  }
  [[nodiscard]] double squares(std::size_t from, std::size_t to) const {
    return squares_[to] - squares_[from];
  }
  [[nodiscard]] std::size_t size() const { return sums_.size() - 1; }

 private:
  std::vector<double> sums_;
  std::vector<double> squares_;
};

// Where each plateau begins, and the end.
using Bounds = std::array<std::size_t, kMostSteps + 2>;

// The marginal likelihood of plateaus at given places. A plateau's mean differs from the common
// level by the prior of levels and by its share of noise; given those, level and deviation are
// integrated out as in RegressionFit.
double log_likelihood_at(const Stretches& stretches, const Bounds& bounds, std::size_t steps) {
  double within = 0;
  double weight = 0;
  double weighted = 0;
  double weighted_square = 0;
  double log_determinant = 0;
  for (std::size_t i = 0; i <= steps; ++i) {
    const auto count = static_cast<double>(bounds[i + 1] - bounds[i]);
    const double mean = stretches.sum(bounds[i], bounds[i + 1]) / count;
    within += stretches.squares(bounds[i], bounds[i + 1]) - count * mean * mean;
    const double variance = kStepVariance + 1 / count;
    weight += 1 / variance;
    weighted += mean / variance;
    weighted_square += mean * mean / variance;
    log_determinant += std::log(count * variance);
  }
  const double unexplained = std::max(within + weighted_square - weighted * weighted / weight,
                                      std::numeric_limits<double>::min());
  const auto freedom = static_cast<double>(stretches.size() - 1);
  return -0.5 * (log_determinant + std::log(weight) + freedom * std::log(unexplained));
}

// Adds up over all choices of positions.
class Sum {
 public:
  Sum(const Stretches& stretches, std::size_t steps) : stretches_(stretches), steps_(steps) {
    bounds_[steps + 1] = stretches.size();
    place(1);
  }

  [[nodiscard]] double mean() const { return largest_ + std::log(sum_ / choices_); }
  [[nodiscard]] std::vector<std::size_t> best() const {
    return {best_.begin() + 1, best_.begin() + 1 + static_cast<std::ptrdiff_t>(steps_)};
  }

 private:
  void place(std::size_t step) {  // NOLINT(misc-no-recursion): as deep as there are steps
    if (step > steps_) return add(log_likelihood_at(stretches_, bounds_, steps_));
    const std::size_t last = stretches_.size() - 1 - (steps_ - step);
    for (bounds_[step] = bounds_[step - 1] + 1; bounds_[step] <= last; ++bounds_[step]) {
      place(step + 1);
    }
  }
  void add(double log_likelihood) {
    ++choices_;
    if (log_likelihood <= largest_) {
      sum_ += std::exp(log_likelihood - largest_);
      return;
    }
    sum_ = sum_ * std::exp(largest_ - log_likelihood) + 1;
    largest_ = log_likelihood;
    best_ = bounds_;
  }

  const Stretches& stretches_;
  std::size_t steps_;
  Bounds bounds_{};
  Bounds best_{};
  double largest_ = -std::numeric_limits<double>::infinity();
  double sum_ = 0;
  double choices_ = 0;
};

}  // namespace

StepFit fit_steps(std::span<const double> values, std::size_t steps) {
  const Stretches stretches(values);
  const Sum sum(stretches, steps);
  return {.log_likelihood = sum.mean(), .starts = sum.best()};
}

}  // namespace tidemark::harness
