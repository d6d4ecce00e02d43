#include "harness/verdict/cheapest_retirement.hpp"

#include <algorithm>
#include <cmath>

namespace tidemark::harness {

double occupied_per_task(const GrowingCost& cost, double tasks) {
  return (cost.fresh_bytes + cost.bytes_per_task * tasks / 2) *
         (cost.task_s + cost.start_s / tasks);
}

std::optional<CheapestRetirement> cheapest_retirement(const GrowingCost& cost) {
  if (!(cost.fresh_bytes > 0 && cost.bytes_per_task > 0 && cost.start_s > 0 && cost.task_s > 0)) {
    return std::nullopt;
  }
  const double best =
      std::sqrt(2 * cost.fresh_bytes * cost.start_s / (cost.bytes_per_task * cost.task_s));
  const double below = std::max(1.0, std::floor(best));
  // c has one least, so the best whole number is on either side of it.
  const double tasks =
      occupied_per_task(cost, below + 1) < occupied_per_task(cost, below) ? below + 1 : below;
  return CheapestRetirement{
      .tasks = tasks,
      .extra = occupied_per_task(cost, tasks) / (cost.fresh_bytes * cost.task_s) - 1};
}

}  // namespace tidemark::harness
