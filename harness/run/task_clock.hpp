// How long the subject takes for each task.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/expectations/check_expectations.hpp"
#include "harness/subject/event_listener.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::harness {

// A task's time begins when the subject tells that it begins it, else when it is fed, and ends with
// its answer. Tasks of one name are answered in the order in which they were fed.
class TaskClock {
 public:
  void begin_cycle(int cycle);
  void fed(std::string_view task, SteadyTime at);
  void take(const TaskEvent& event);
  void answered(std::string_view task, SteadyTime at);
  // The subject has ended, and with it what it was doing.
  void forget_running() { running_.clear(); }

  [[nodiscard]] const std::vector<TaskTime>& times() const { return times_; }

 private:
  struct Run {
    SteadyTime since{};
    bool told = false;  // by the subject
  };
  int cycle_ = 0;
  std::unordered_map<std::string, std::vector<Run>> running_;
  std::vector<TaskTime> times_;
};

}  // namespace tidemark::harness
