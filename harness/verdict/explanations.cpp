#include "harness/verdict/explanations.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "harness/verdict/regression.hpp"
#include "harness/verdict/step_model.hpp"

namespace tidemark::harness {
namespace {

// Correlations of neighbouring values. A leak is believed only below noise of the first sort: under
// smoother noise its line cannot be told from a wandering level.
constexpr std::array kCalm = {0.0, 0.1, 0.2, 0.3, 0.4, 0.5};
constexpr std::array kSmooth = {0.6, 0.7, 0.8, 0.85, 0.9, 0.94, 0.97, 0.99};
// A level that wanders is thought to do so by the smoothest: those pretend a direction most often.
constexpr std::array kWandering = {0.94, 0.97, 0.99};
// For models with more parts, where a finer grid would say no more.
constexpr std::array kCoarse = {0.0, 0.25, 0.5};
// The innocent shapes with structure are thought to have noise that is nearly white: with smooth
// noise as well they would explain anything.
constexpr std::array kNearlyWhite = {0.0, 0.1, 0.2, 0.3};
// Time constants of a warm-up, as shares of the series.
constexpr std::array kTimeConstants = {0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.25};
constexpr std::size_t kQuickest = 5;  // so many of them may come before a leak
constexpr double kWarmUpDeviations = 10;
constexpr double kStepDeviations = 6;
// A leak with a warm-up or a step besides is less to be expected than one without (in nats).
constexpr double kRarerAfterWarmUp = 5;
constexpr double kRarerWithStep = 6.5;
// So wide that it says nothing; the prior of growth is put in afterwards.
constexpr double kAnything = 1000;

double normal_below(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

Regressor line(std::size_t size) {
  Regressor regressor{.course = std::vector<double>(size), .prior_deviation = kAnything};
  for (std::size_t i = 0; i < size; ++i) {
    regressor.course[i] = static_cast<double>(i) / static_cast<double>(size - 1) - 0.5;
  }
  return regressor;
}

// `time_constant` in values.
Regressor warm_up(std::size_t size, double time_constant) {
  Regressor regressor{.course = std::vector<double>(size), .prior_deviation = kWarmUpDeviations};
  for (std::size_t i = 0; i < size; ++i) {
    regressor.course[i] = -std::exp(-static_cast<double>(i) / time_constant);
  }
  return regressor;
}

Regressor step(std::size_t size, std::size_t at) {
  Regressor regressor{.course = std::vector<double>(size), .prior_deviation = kStepDeviations};
  for (std::size_t i = at; i < size; ++i) regressor.course[i] = 1;
  return regressor;
}

// The mean likelihood of models of which each is as likely beforehand.
double mean_of(std::span<const double> log_likelihoods) {
  return log_sum_exp(log_likelihoods) - std::log(static_cast<double>(log_likelihoods.size()));
}

// What the growth of a leak is thought to be beforehand: Pareto's density, nothing below
// kLeastGrowth deviations of the noise and falling with the cube above. A large growth needs no
// help to be seen, and where a wandering level or big steps pretend one it should get none.
class GrowthPrior {
 public:
  // For fits of so many values.
  explicit GrowthPrior(std::size_t size) {
    const auto freedom = static_cast<double>(size - 1);
    const double width = kNodeDistance / std::sqrt(2 * freedom);
    double total = 0;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      Node& node = nodes_.at(i);
      const double logarithm = (static_cast<double>(i) - kNodesBeside) * width;
      node.scale = std::exp(logarithm);
      node.weight = std::exp(-freedom * (logarithm + (1 / (node.scale * node.scale) - 1) / 2));
      total += node.weight;
    }
    for (Node& node : nodes_) node.weight /= total;
  }

  // Of a fit whose first regressor is the line with no prior: with this one. Averaged over what the
  // noise's deviation may be: a growth of 3.5 of the likeliest may be one of 4.
  [[nodiscard]] double log_likelihood(const RegressionFit& fit) const {
    const double error = fit.errors[0] / fit.deviation;
    double likelihood = 0;
    for (const Node& node : nodes_) {
      const double growth = fit.coefficients[0] / (fit.deviation * node.scale);
      const double top = std::max(growth, kLeastGrowth);
      likelihood += node.weight * normal_below((growth - kLeastGrowth) / error) * 2 * kLeastGrowth *
                    kLeastGrowth / (top * top * top);
    }
    return fit.log_likelihood + std::log(kAnything) + std::log(std::max(likelihood, 1e-300));
  }

 private:
  // Of the posterior of the deviation's logarithm, in its own deviations.
  static constexpr int kNodesBeside = 8;
  static constexpr double kNodeDistance = 0.5;

  struct Node {
    double scale = 1;  // of the fit's deviation
    double weight = 0;
  };

  std::array<Node, 2 * kNodesBeside + 1> nodes_{};
};

// A quantity known by several models, each weighted by its likelihood.
class Mixture {
 public:
  void add(double log_weight, const RegressionFit& fit, double correlation) {
    weights_.push_back(log_weight);
    parts_.push_back({.mean = fit.coefficients[0],
                      .error = fit.errors[0],
                      .noise = fit.deviation,
                      .correlation = correlation});
  }
  [[nodiscard]] double log_weight() const { return log_sum_exp(weights_); }
  [[nodiscard]] double mean() const {
    return average([](const Part& part) { return part.mean; });
  }
  [[nodiscard]] double error() const {
    const double centre = mean();
    return std::sqrt(average([&](const Part& part) {
      const double off = part.mean - centre;
      return off * off + part.error * part.error;
    }));
  }
  [[nodiscard]] double noise() const {
    return average([](const Part& part) { return part.noise; });
  }
  [[nodiscard]] double correlation() const {
    return average([](const Part& part) { return part.correlation; });
  }

 private:
  struct Part {
    double mean = 0;
    double error = 0;
    double noise = 0;
    double correlation = 0;
  };
  template <typename Figure>
  [[nodiscard]] double average(const Figure& figure) const {
    const double total = log_weight();
    double sum = 0;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      sum += std::exp(weights_[i] - total) * figure(parts_[i]);
    }
    return sum;
  }

  std::vector<double> weights_;
  std::vector<Part> parts_;
};

// Collects the variants of the leak and mixes them by their likelihood.
class Leaks {
 public:
  explicit Leaks(std::span<const double> values) : values_(values), prior_(values.size()) {}

  // Variants of one kind, each as likely beforehand as the others.
  void add_kind(std::span<const std::vector<Regressor>> shapes,
                std::span<const double> correlations, double rarer = 0) {
    const double rarity =
        -rarer - std::log(static_cast<double>(shapes.size() * correlations.size()));
    for (const std::vector<Regressor>& shape : shapes) {
      for (const double correlation : correlations) {
        const RegressionFit fit = fit_regression(values_, shape, correlation);
        mixture_.add(prior_.log_likelihood(fit) + rarity, fit, correlation);
      }
    }
  }

  [[nodiscard]] LeakFit mixed() const {
    return {.log_likelihood = mixture_.log_weight(),
            .growth = mixture_.mean(),
            .error = mixture_.error(),
            .correlation = mixture_.correlation()};
  }

 private:
  std::span<const double> values_;
  GrowthPrior prior_;
  Mixture mixture_;
};

LeakFit explain_by_leak(std::span<const double> values) {
  const std::size_t size = values.size();
  std::vector<std::vector<Regressor>> after_warm_up;
  after_warm_up.reserve(kQuickest);
  for (std::size_t i = 0; i < kQuickest; ++i) {
    const double time_constant = kTimeConstants.at(i) * static_cast<double>(size);
    after_warm_up.push_back({line(size), warm_up(size, time_constant)});
  }
  std::vector<std::vector<Regressor>> with_step;
  with_step.reserve(size);
  for (std::size_t at = 1; at < size; ++at) with_step.push_back({line(size), step(size, at)});
  const std::vector<std::vector<Regressor>> alone = {{line(size)}};
  Leaks leaks(values);
  leaks.add_kind(alone, kCalm);
  leaks.add_kind(after_warm_up, kCoarse, kRarerAfterWarmUp);
  leaks.add_kind(with_step, kCoarse, kRarerWithStep);
  return leaks.mixed();
}

// What growth may hide in a series whatever it is: of each innocent explanation with a line
// besides, weighted by how well it explains.
void find_hidden_growth(std::span<const double> values, double horizon,
                        Explanations& explanations) {
  const std::size_t size = values.size();
  Mixture mixture;
  const auto add = [&](const std::vector<Regressor>& shape, double correlation, double weight) {
    const RegressionFit fit = fit_regression(values, shape, correlation);
    mixture.add(fit.log_likelihood + weight, fit, correlation);
  };
  for (const double correlation : kCalm) add({line(size)}, correlation, 0);
  for (const double correlation : kSmooth) add({line(size)}, correlation, 0);
  for (const double share : kTimeConstants) add({line(size), warm_up(size, share * horizon)}, 0, 0);
  std::vector<Regressor> stairs = {line(size)};
  for (const std::size_t at : explanations.starts) stairs.push_back(step(size, at));
  add(stairs, 0, -std::log(static_cast<double>(size)) * static_cast<double>(stairs.size() - 1));
  explanations.hidden_growth = mixture.mean();
  explanations.hidden_error = mixture.error();
  explanations.noise = mixture.noise();
}

double explain_by_level(std::span<const double> values, std::span<const double> correlations) {
  std::vector<double> found;
  found.reserve(correlations.size());
  for (const double correlation : correlations) {
    found.push_back(fit_regression(values, {}, correlation).log_likelihood);
  }
  return mean_of(found);
}

void explain_by_warm_up(std::span<const double> values, double horizon,
                        Explanations& explanations) {
  std::vector<double> found;
  double best = 0;
  for (const double share : kTimeConstants) {
    const std::array regressors = {warm_up(values.size(), share * horizon)};
    for (const double correlation : kNearlyWhite) {
      found.push_back(fit_regression(values, regressors, correlation).log_likelihood);
      if (found.size() > 1 && found.back() <= best) continue;
      best = found.back();
      explanations.warm_up_length = share * horizon;
    }
  }
  explanations.warm_up = mean_of(found);
}

void explain_by_steps(std::span<const double> values, Explanations& explanations) {
  std::vector<double> found;
  for (std::size_t count = 1; count <= kMostSteps; ++count) {
    StepFit fit = fit_steps(values, count);
    if (found.empty() || fit.log_likelihood > *std::ranges::max_element(found)) {
      explanations.starts = std::move(fit.starts);
    }
    found.push_back(fit.log_likelihood);
  }
  explanations.steps = mean_of(found);
}

}  // namespace

Explanations explain(std::span<const double> values, double horizon) {
  horizon = std::max(horizon, static_cast<double>(values.size()));
  // Without the level, which would cost digits.
  double mean = 0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  std::vector<double> centred(values.begin(), values.end());
  for (double& value : centred) value -= mean;

  Explanations explanations;
  explanations.leak = explain_by_leak(centred);
  explanations.steady = explain_by_level(centred, kCalm);
  explanations.wandering = explain_by_level(centred, kWandering);
  explain_by_warm_up(centred, horizon, explanations);
  explain_by_steps(centred, explanations);
  find_hidden_growth(centred, horizon, explanations);
  return explanations;
}

}  // namespace tidemark::harness
