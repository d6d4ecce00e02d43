#include "tests/bench/common_trend_rules.hpp"

#include <cmath>
#include <cstddef>

namespace tidemark::tests {
namespace {

constexpr double kNormal95 = 1.6449;  // one-sided 5%

}  // namespace

bool mann_kendall(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  double s = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = i + 1; j < values.size(); ++j) {
      s += values[j] > values[i] ? 1 : values[j] < values[i] ? -1 : 0;
    }
  }
  return s > 0 && (s - 1) / std::sqrt(n * (n - 1) * (2 * n + 5) / 18) > kNormal95;
}

bool slope_test(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  double sum = 0;
  double moment = 0;
  double spread = 0;
  for (std::size_t i = 0; i < values.size(); ++i) sum += values[i];
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double x = static_cast<double>(i) - (n - 1) / 2;
    moment += x * (values[i] - sum / n);
    spread += x * x;
  }
  const double slope = moment / spread;
  double residual = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double off = values[i] - sum / n - slope * (static_cast<double>(i) - (n - 1) / 2);
    residual += off * off;
  }
  return slope / std::sqrt(residual / (n - 2) / spread) > kNormal95;
}

bool every_round_grows(std::span<const double> values) {
  constexpr std::size_t kRounds = 6;
  const std::size_t length = values.size() / kRounds;
  double before = 0;
  for (std::size_t round = 0; round < kRounds; ++round) {
    double sum = 0;
    for (std::size_t i = 0; i < length; ++i) sum += values[round * length + i];
    if (round > 0 && sum <= before) return false;
    before = sum;
  }
  return true;
}

}  // namespace tidemark::tests
