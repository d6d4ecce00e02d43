#include "harness/comparison/run_growth.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/verdict/growth.hpp"
#include "harness/verdict/leftover.hpp"
#include "harness/verdict/timeline.hpp"

namespace tidemark::harness {
namespace {

std::optional<double> memory_at(const RestPoint& point) {
  std::optional<double> sum;
  for (const RestProcess& process : point.processes) {
    const auto own = process.uss ? process.uss : process.pss;
    if (own) sum = sum.value_or(0) + static_cast<double>(own->count);
  }
  return sum;
}

double count_at(const RestPoint& point, Resource resource) {
  if (resource == Resource::kDirectories) return static_cast<double>(point.directories.size());
  double sum = 0;
  for (const RestProcess& process : point.processes) {
    const bool zombie = is_zombie(process);
    if (resource == Resource::kDescriptors) sum += zombie ? 0 : process.descriptors.value_or(0);
    if (resource == Resource::kProcesses) sum += zombie ? 0 : 1;
    if (resource == Resource::kZombies) sum += zombie ? 1 : 0;
  }
  return sum;
}

// Why the run proves nothing, whatever it left behind.
std::string unfitness(const RunRecord& record, std::size_t points) {
  int fed = 0;
  for (const Cycle& cycle : record.cycles) fed += cycle.tasks;
  if (!record.completed) return "it ended before its last planned cycle";
  if (fed == 0) return "its subject was given no work";
  if (record.tasks_answered < fed) {
    return fmt::format("its subject answered only {} of {} tasks", record.tasks_answered, fed);
  }
  if (points == 0) return "it has no rest point after its warm-up";
  return {};
}

double tasks_per_cycle(const RunRecord& record) {
  if (record.cycles.empty()) return 0;
  double fed = 0;
  for (const Cycle& cycle : record.cycles) fed += cycle.tasks;
  return fed / static_cast<double>(record.cycles.size());
}

bool leaks(const RunRecord& record, Resource resource) {
  return std::ranges::any_of(record.verdicts, [&](const ResourceVerdict& it) {
    return it.resource == resource && it.verdict == Verdict::kLeaking;
  });
}

}  // namespace

ComparedRun growth_of_run(const RunRecord& record, const std::vector<RestPoint>& points) {
  const Timeline timeline = sort_points(points, std::max(0, record.warm_up));
  const auto& judged = timeline.long_running ? timeline.judged : timeline.ended;
  ComparedRun run;
  run.tasks_per_cycle = tasks_per_cycle(record);
  run.points = static_cast<int>(judged.size());
  run.unfit = unfitness(record, judged.size());
  const double tasks = std::max(run.tasks_per_cycle, 1.0);
  for (const Resource resource :
       {Resource::kProcesses, Resource::kZombies, Resource::kDescriptors, Resource::kDirectories}) {
    std::vector<double> counts;
    counts.reserve(judged.size());
    for (const RestPoint* point : judged) counts.push_back(count_at(*point, resource));
    run.growths.push_back({.resource = resource,
                           .per_task = robust_slope(counts) / tasks,
                           .leaking = leaks(record, resource)});
  }
  if (!timeline.long_running) return run;
  run.memory.reserve(judged.size());
  for (const RestPoint* point : judged) {
    if (const auto memory = memory_at(*point)) run.memory.push_back(*memory);
  }
  if (run.memory.size() > 1) {
    run.growths.push_back(
        {.resource = Resource::kMemory, .per_task = robust_slope(run.memory) / tasks});
  }
  return run;
}

}  // namespace tidemark::harness
