// Which tasks ran at which time.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "probes/base/clock.hpp"

namespace tidemark::harness {

class TaskHistory {
 public:
  void started(std::string_view task, SteadyTime at);
  // Ends the one of that name that started first.
  void ended(std::string_view task, SteadyTime at);
  // Their worker has died.
  void all_ended(SteadyTime at);
  // Forgets what ended before `at`.
  void forget_before(SteadyTime at);

  [[nodiscard]] bool empty() const { return runs_.empty(); }
  // In the order in which they started.
  [[nodiscard]] std::vector<std::string> running_at(SteadyTime at) const;

 private:
  struct Run {
    std::string task;
    SteadyTime started;
    std::optional<SteadyTime> ended = {};
  };
  std::vector<Run> runs_;  // in the order of their start
};

// "a.com, b.com, c.com and 4 more"; empty for none.
[[nodiscard]] std::string few_of(std::span<const std::string> tasks);

}  // namespace tidemark::harness
