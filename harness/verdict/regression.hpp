// Bayesian linear regression under first-order autoregressive noise: how likely a series is if it
// is a level, known regressors and such noise, and what the regressors' coefficients are.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tidemark::harness {

// A known course of which a series may hold some multiple.
struct Regressor {
  std::vector<double> course;  // as long as the series
  // How large the multiple is thought to be beforehand, in deviations of the noise: normal around
  // 0.
  double prior_deviation = 1;
};

struct RegressionFit {
  // Natural logarithm of the marginal likelihood: level, coefficients and the noise's deviation are
  // integrated out (flat prior on the level, 1/s on the deviation, normal ones as given on the
  // coefficients). Comparable between fits of the same series; the constant they share is left out.
  double log_likelihood = 0;
  double deviation = 0;                // of the noise, once stationary
  std::vector<double> coefficients{};  // posterior means, in the regressors' order
  std::vector<double> errors{};        // their posterior deviations
};

// `correlation` of neighbouring noise values, from 0 to below 1. The noise is stationary: the
// first value counts as much as it tells. Exact for Gaussian noise; see Box, Jenkins, Reinsel,
// "Time Series Analysis", 7.4 (likelihood of AR(1)) and Gelman et al., "Bayesian Data Analysis",
// 14.7 (regression with unequal variances and correlations). At least three values.
[[nodiscard]] RegressionFit fit_regression(std::span<const double> values,
                                           std::span<const Regressor> regressors,
                                           double correlation);

// ln(sum of exp(terms)), without overflow; of nothing: minus infinity.
[[nodiscard]] double log_sum_exp(std::span<const double> terms);

}  // namespace tidemark::harness
