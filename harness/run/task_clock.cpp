#include "harness/run/task_clock.hpp"

#include <algorithm>

namespace tidemark::harness {

void TaskClock::begin_cycle(int cycle) {
  cycle_ = cycle;
  running_.clear();
}

void TaskClock::fed(std::string_view task, SteadyTime at) {
  running_[std::string(task)].push_back({.since = at});
}

void TaskClock::take(const TaskEvent& event) {
  if (event.kind != "task_start") return;
  const auto found = running_.find(event.task);
  if (found == running_.end()) return;
  const auto untold = std::ranges::find(found->second, false, &Run::told);
  if (untold == found->second.end() || event.at < untold->since) return;
  *untold = {.since = event.at, .told = true};
}

void TaskClock::answered(std::string_view task, SteadyTime at) {
  const auto found = running_.find(std::string(task));
  if (found == running_.end()) return;
  times_.push_back({.cycle = cycle_, .took = at - found->second.front().since});
  found->second.erase(found->second.begin());
  if (found->second.empty()) running_.erase(found);
}

}  // namespace tidemark::harness
