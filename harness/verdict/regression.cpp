#include "harness/verdict/regression.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tidemark::harness {
namespace {

// Keeps logarithms finite where a model fits exactly.
constexpr double kSmallestShare = 1e-12;

// Turns stationary AR(1) noise of unit deviation into white noise of unit deviation.
std::vector<double> whiten(std::span<const double> values, double correlation) {
  std::vector<double> white(values.size());
  const double scale = 1 / std::sqrt(1 - correlation * correlation);
  white[0] = values[0];
  for (std::size_t i = 1; i < values.size(); ++i) {
    white[i] = (values[i] - correlation * values[i - 1]) * scale;
  }
  return white;
}

double dot(std::span<const double> left, std::span<const double> right) {
  return std::inner_product(left.begin(), left.end(), right.begin(), 0.0);
}

// A symmetric positive definite matrix, turned into its inverse in place (Gauss-Jordan without
// pivoting, which such matrices do not need).
class Precision {
 public:
  explicit Precision(std::size_t size) : size_(size), cells_(size * size) {}
  double& at(std::size_t row, std::size_t column) { return cells_[row * size_ + column]; }

  // Returns the logarithm of the determinant that it had.
  double invert() {
    double log_determinant = 0;
    for (std::size_t pivot = 0; pivot < size_; ++pivot) {
      const double divisor = at(pivot, pivot);
      log_determinant += std::log(divisor);
      at(pivot, pivot) = 1;
      for (std::size_t column = 0; column < size_; ++column) at(pivot, column) /= divisor;
      for (std::size_t row = 0; row < size_; ++row) {
        if (row != pivot) eliminate(row, pivot);
      }
    }
    return log_determinant;
  }

 private:
  void eliminate(std::size_t row, std::size_t pivot) {
    const double factor = at(row, pivot);
    at(row, pivot) = 0;
    for (std::size_t column = 0; column < size_; ++column) {
      at(row, column) -= factor * at(pivot, column);
    }
  }

  std::size_t size_;
  std::vector<double> cells_;
};

}  // namespace

RegressionFit fit_regression(std::span<const double> values, std::span<const Regressor> regressors,
                             double correlation) {
  const auto freedom = static_cast<double>(values.size() - 1);
  const std::vector<double> target = whiten(values, correlation);
  std::vector<std::vector<double>> design;
  design.reserve(regressors.size() + 1);
  design.push_back(whiten(std::vector<double>(values.size(), 1.0), correlation));
  for (const Regressor& each : regressors) design.push_back(whiten(each.course, correlation));

  const std::size_t size = design.size();
  Precision precision(size);
  std::vector<double> moments(size);
  double prior = 0;
  for (std::size_t i = 0; i < size; ++i) {
    moments[i] = dot(design[i], target);
    for (std::size_t j = 0; j < size; ++j) precision.at(i, j) = dot(design[i], design[j]);
    if (i == 0) continue;
    const double deviation = regressors[i - 1].prior_deviation;
    precision.at(i, i) += 1 / (deviation * deviation);
    prior += std::log(deviation);
  }
  const double log_determinant = precision.invert();

  const double total = dot(target, target);
  double unexplained = total;
  std::vector<double> means(size);
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) means[i] += precision.at(i, j) * moments[j];
    unexplained -= means[i] * moments[i];
  }
  unexplained = std::max({unexplained, kSmallestShare * total, std::numeric_limits<double>::min()});

  RegressionFit fit;
  fit.deviation = std::sqrt(unexplained / freedom);
  fit.log_likelihood = -0.5 * (freedom * std::log(1 - correlation * correlation) + log_determinant +
                               freedom * std::log(unexplained)) -
                       prior;
  for (std::size_t i = 1; i < size; ++i) {
    fit.coefficients.push_back(means[i]);
    fit.errors.push_back(fit.deviation * std::sqrt(precision.at(i, i)));
  }
  return fit;
}

double log_sum_exp(std::span<const double> terms) {
  if (terms.empty()) return -std::numeric_limits<double>::infinity();
  const double largest = *std::ranges::max_element(terms);
  if (!std::isfinite(largest)) return largest;
  double sum = 0;
  for (const double term : terms) sum += std::exp(term - largest);
  return largest + std::log(sum);
}

}  // namespace tidemark::harness
