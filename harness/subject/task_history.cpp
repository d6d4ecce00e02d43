#include "harness/subject/task_history.hpp"

namespace tidemark::harness {
namespace {

constexpr std::size_t kFew = 3;

}  // namespace

void TaskHistory::started(std::string_view task, SteadyTime at) {
  runs_.push_back({.task = std::string(task), .started = at});
}

void TaskHistory::ended(std::string_view task, SteadyTime at) {
  const auto running =
      std::ranges::find_if(runs_, [&](const Run& run) { return !run.ended && run.task == task; });
  if (running != runs_.end()) running->ended = at;
}

void TaskHistory::all_ended(SteadyTime at) {
  for (Run& run : runs_) {
    if (!run.ended) run.ended = at;
  }
}

void TaskHistory::forget_before(SteadyTime at) {
  std::erase_if(runs_, [&](const Run& run) { return run.ended && *run.ended < at; });
}

std::vector<std::string> TaskHistory::running_at(SteadyTime at) const {
  std::vector<std::string> tasks;
  for (const Run& run : runs_) {
    if (run.started <= at && (!run.ended || *run.ended >= at)) tasks.push_back(run.task);
  }
  return tasks;
}

std::string few_of(std::span<const std::string> tasks) {
  std::string text;
  for (const std::string& task : tasks.first(std::min(kFew, tasks.size()))) {
    text += (text.empty() ? "" : ", ") + task;
  }
  if (tasks.size() > kFew) text += " and " + std::to_string(tasks.size() - kFew) + " more";
  return text;
}

}  // namespace tidemark::harness
