#include "reports/downsample.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace tidemark::reports {
namespace {

// Adds the positions of the lowest and the highest value within [from, to).
void keep_extremes(const Values& values, std::size_t from, std::size_t to,
                   std::vector<std::size_t>& kept) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  std::size_t lowest = to;
  std::size_t highest = to;
  for (std::size_t i = from; i < to; ++i) {
    const auto& value = values[i];
    if (!value) continue;
    if (*value < low) {
      low = *value;
      lowest = i;
    }
    if (*value > high) {
      high = *value;
      highest = i;
    }
  }
  if (lowest < to) kept.insert(kept.end(), {lowest, highest});
}

}  // namespace

std::vector<std::size_t> points_to_draw(const std::vector<const Values*>& series, std::size_t size,
                                        std::size_t limit) {
  std::vector<std::size_t> kept;
  if (size <= limit) {
    kept.resize(size);
    std::iota(kept.begin(), kept.end(), std::size_t{0});
    return kept;
  }
  const auto per_stretch = 2 * std::max<std::size_t>(series.size(), 1);
  const auto stretches =
      std::max<std::size_t>((limit - std::min<std::size_t>(limit, 2)) / per_stretch, 1);
  kept = {0, size - 1};
  for (std::size_t stretch = 0; stretch < stretches; ++stretch) {
    const auto from = size * stretch / stretches;
    const auto to = size * (stretch + 1) / stretches;
    for (const auto* values : series) keep_extremes(*values, from, to, kept);
  }
  std::ranges::sort(kept);
  const auto repeated = std::ranges::unique(kept);
  kept.erase(repeated.begin(), repeated.end());
  return kept;
}

}  // namespace tidemark::reports
