#include "harness/verdict/task_ledger.hpp"

#include <algorithm>
#include <iterator>

namespace tidemark::harness {
namespace {

RunTime median_of(std::vector<RunTime>& times) {
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::ranges::nth_element(times, middle);
  return *middle;
}

}  // namespace

void TaskLedger::handed_over(const std::string& task, RunTime at) {
  running_[task].push_back({.since = at});
  const auto again = waiting_again_.find(task);
  if (again != waiting_again_.end() && --again->second == 0) waiting_again_.erase(again);
}

void TaskLedger::begun(const std::string& task, RunTime at) {
  const auto found = running_.find(task);
  if (found == running_.end()) return;
  const auto untold = std::ranges::find(found->second, false, &Run::told);
  if (untold == found->second.end() || at < untold->since) return;
  *untold = {.since = at, .told = true};
}

void TaskLedger::answered(const std::string& task, const std::string& outcome, RunTime at) {
  const auto found = running_.find(task);
  if (found == running_.end()) return;
  Ended ended{.task = task, .outcome = outcome, .took = at - found->second.front().since};
  if (const auto told = told_.find(task); told != told_.end()) {
    if (ended.outcome.empty()) ended.outcome = told->second;
    told_.erase(told);
  }
  ended_.push_back(std::move(ended));
  found->second.erase(found->second.begin());
  if (found->second.empty()) running_.erase(found);
}

void TaskLedger::told_outcome(const std::string& task, const std::string& outcome) {
  if (running_.contains(task)) {
    told_[task] = outcome;
    return;
  }
  const auto latest = std::find_if(ended_.rbegin(), ended_.rend(),
                                   [&](const Ended& it) { return it.task == task; });
  if (latest != ended_.rend() && latest->outcome.empty()) latest->outcome = outcome;
}

void TaskLedger::taken_back() {
  for (const auto& [task, runs] : running_) waiting_again_[task] += static_cast<int>(runs.size());
  running_.clear();
  told_.clear();
}

std::vector<std::string> TaskLedger::unanswered() const {
  std::vector<std::string> names;
  for (const auto& [task, runs] : running_) names.insert(names.end(), runs.size(), task);
  for (const auto& [task, count] : waiting_again_) {
    names.insert(names.end(), static_cast<std::size_t>(count), task);
  }
  std::ranges::sort(names);
  return names;
}

std::map<std::string, EndedAlike> TaskLedger::endings() const {
  std::map<std::string, std::vector<RunTime>> times;
  for (const Ended& it : ended_) times[it.outcome].push_back(it.took);
  std::map<std::string, EndedAlike> endings;
  for (auto& [outcome, took] : times) {
    endings[outcome] = {.tasks = took.size(), .median = median_of(took)};
  }
  return endings;
}

std::map<std::string, std::string> TaskLedger::outcomes() const {
  std::map<std::string, std::string> outcomes;
  for (const Ended& it : ended_) outcomes[it.task] = it.outcome;
  return outcomes;
}

}  // namespace tidemark::harness
