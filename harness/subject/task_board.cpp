#include "harness/subject/task_board.hpp"

#include <numeric>

namespace tidemark::harness {
namespace {

std::string comparable(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace

void TaskBoard::begin(const std::vector<std::string>& tasks) {
  tasks_ = tasks;
  waiting_.resize(tasks.size());
  std::iota(waiting_.begin(), waiting_.end(), Index{0});
  taken_.clear();
  by_name_.clear();
  arrived_ = tasks.size();
  answered_ = 0;
}

std::optional<std::string> TaskBoard::take_next(std::size_t window) {
  if (!has_ready() || taken_.size() >= window) return std::nullopt;
  const Index next = waiting_.front();
  waiting_.pop_front();
  std::string name = comparable(tasks_[next]);
  by_name_[name].push_back(next);
  taken_.emplace(next, std::move(name));
  return tasks_[next];
}

std::optional<std::string> TaskBoard::answer(std::string_view name) {
  const auto found = by_name_.find(comparable(name));
  if (found == by_name_.end()) return std::nullopt;
  const Index task = found->second.front();
  taken_.erase(task);
  found->second.pop_front();
  if (found->second.empty()) by_name_.erase(found);
  ++answered_;
  return tasks_[task];
}

void TaskBoard::put_back() {
  for (auto task = taken_.rbegin(); task != taken_.rend(); ++task) {
    waiting_.push_front(task->first);
  }
  taken_.clear();
  by_name_.clear();
}

std::vector<std::string> TaskBoard::in_flight() const {
  std::vector<std::string> names;
  names.reserve(taken_.size());
  for (const auto& [index, name] : taken_) names.push_back(tasks_[index]);
  return names;
}

}  // namespace tidemark::harness
