// What a run looked like over time: plain data for charts. A fact that was not measured is absent,
// never zero.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/rest_state.hpp"

namespace tidemark::reports {

using Values = std::vector<std::optional<double>>;

// All processes of one role, added up at each tick.
struct RoleSeries {
  std::string role{};  // as probes::role_name spells it
  Values processes{};  // without zombies
  Values rss{};        // bytes
  Values descriptors{};
  Values pss{};  // bytes, at the memory ticks
};

// Tasks so far at one moment.
struct TaskPoint {
  double seconds = 0;
  double started = 0;
  double done = 0;
};

// Seconds count from the run's start.
struct RunSeries {
  std::vector<double> seconds{};         // of each tick, ascending
  std::vector<double> memory_seconds{};  // of each tick that read PSS, ascending
  std::vector<RoleSeries> roles{};  // those that ever had a process, in the order of probes::Role
  Values zombies{};                 // per tick
  std::vector<TaskPoint> tasks{};
  RestState at_rest{};
};

}  // namespace tidemark::reports
