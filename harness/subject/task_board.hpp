// Which tasks of a cycle wait, which the subject has, and which it has answered.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::harness {

// A task may be there several times; each wants an answer of its own.
class TaskBoard {
 public:
  // A new cycle; what was not answered before is forgotten.
  void begin(const std::vector<std::string>& tasks);

  // Only the first `count` tasks of the cycle are there to be handed out; all, if never called.
  void let_arrive(std::size_t count) { arrived_ = count; }

  // Hands out the next waiting task, unless the subject has `window` unanswered ones already: a
  // slow reader is not flooded, and a killed one has not taken everything with it.
  [[nodiscard]] std::optional<std::string> take_next(std::size_t window);

  // An answer for the task of that name which the subject has had longest; letter case does not
  // matter. Returns the task as it was handed out; nothing if the subject has no such task.
  std::optional<std::string> answer(std::string_view name);

  // The subject has died: what it had waits again, before the others.
  void put_back();

  [[nodiscard]] std::size_t tasks() const { return tasks_.size(); }
  [[nodiscard]] std::size_t answered() const { return answered_; }
  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
  // Whether one that waits has arrived.
  [[nodiscard]] bool has_ready() const { return !waiting_.empty() && waiting_.front() < arrived_; }
  [[nodiscard]] bool all_handed_out() const { return waiting_.empty(); }
  [[nodiscard]] bool all_answered() const { return answered_ == tasks_.size(); }
  // What the subject has now, in the order in which it was handed out.
  [[nodiscard]] std::vector<std::string> in_flight() const;

 private:
  using Index = std::size_t;  // of tasks_

  std::vector<std::string> tasks_;
  std::deque<Index> waiting_;
  std::map<Index, std::string> taken_;  // with the name as answers are compared with it
  std::map<std::string, std::deque<Index>> by_name_;  // of the taken ones
  std::size_t arrived_ = 0;
  std::size_t answered_ = 0;
};

}  // namespace tidemark::harness
