#include "harness/verdict/resident_growth.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

#include "harness/verdict/averages.hpp"
#include "harness/verdict/growth.hpp"

namespace tidemark::harness {
namespace {

// Of the growth that a leak is said to have, so much must be seen.
constexpr double kLeastShare = 0.5;
constexpr double kErrors = 2;

// The deviation around the values' own line, which single ones far off do not move.
double noise_of(std::span<const double> values) {
  const double slope = robust_slope(values);
  std::vector<double> rest(values.begin(), values.end());
  for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= slope * static_cast<double>(i);
  const double centre = median(rest);
  for (double& each : rest) each = std::abs(each - centre);
  return kDeviationsPerMad * median(rest);
}

}  // namespace

bool is_resident(std::span<const double> rss, double growth) {
  const std::size_t third = rss.size() / 3;
  if (third == 0) return true;
  const double rise = mean(rss.last(third)) - mean(rss.first(third));
  const double error = noise_of(rss) * std::sqrt(2 / static_cast<double>(third));
  return rise + kErrors * error >= kLeastShare * growth * static_cast<double>(rss.size() - third);
}

}  // namespace tidemark::harness
