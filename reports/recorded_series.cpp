#include "reports/recorded_series.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

#include "harness/record/run_events.hpp"
#include "reports/event_detail.hpp"

namespace tidemark::reports {
namespace {

using probes::Role;

constexpr std::size_t kRoles = static_cast<std::size_t>(Role::kOther) + 1;

// A sum that knows whether anything was measured.
struct Sum {
  double value = 0;
  bool measured = false;

  template <typename T>
  void add(const Reading<T>& amount) {
    if (!amount) return;
    measured = true;
    if constexpr (std::is_same_v<T, Bytes>) {
      value += static_cast<double>(amount->count);
    } else {
      value += static_cast<double>(*amount);
    }
  }
};

// One role at one tick.
struct RoleSum {
  double processes = 0;
  Sum rss{};
  Sum descriptors{};
  Sum pss{};

  // Nothing of a role that has no process costs nothing; what nobody could measure is unknown.
  [[nodiscard]] std::optional<double> known(const Sum& sum) const {
    if (sum.measured || processes == 0) return sum.value;
    return std::nullopt;
  }
};

struct TickSums {
  std::array<RoleSum, kRoles> roles{};
  double zombies = 0;
};

TickSums sums_of(const probes::RecordedTick& tick,
                 const std::unordered_map<probes::ProcessNumber, Role>& role_of) {
  TickSums sums;
  for (const auto& sample : tick.samples) {
    if (sample.state == 'Z' || sample.state == 'X') {
      ++sums.zombies;
      continue;
    }
    const auto known = role_of.find(sample.process);
    const auto role = known == role_of.end() ? Role::kOther : known->second;
    auto& sum = sums.roles[static_cast<std::size_t>(role)];
    ++sum.processes;
    sum.rss.add(sample.rss);
    sum.descriptors.add(sample.descriptors);
    if (sample.detail.memory) sum.pss.add(sample.detail.memory->pss);
  }
  return sums;
}

double seconds_between(harness::RunTime from, SteadyTime to) {
  return std::chrono::duration<double>(to.time_since_epoch() - from).count();
}

std::vector<TaskPoint> tasks_of_events(const probes::RecordedRun& recording,
                                       const harness::RunRecord& record) {
  std::vector<TaskPoint> points;
  TaskPoint now;
  for (const auto& event : recording.events) {
    if (event.kind == harness::kCycleStarted) {
      now.started += number_in(event.detail, "tasks").value_or(0);
    } else if (event.kind == harness::kTaskEnded) {
      ++now.done;
    } else {
      continue;
    }
    now.seconds = seconds_between(record.started, event.at);
    points.push_back(now);
  }
  return points;
}

std::vector<TaskPoint> tasks_of_cycles(const harness::RunRecord& record) {
  std::vector<TaskPoint> points;
  TaskPoint now;
  const auto add = [&](harness::RunTime at) {
    now.seconds = std::chrono::duration<double>(at - record.started).count();
    points.push_back(now);
  };
  for (const auto& cycle : record.cycles) {
    now.started += cycle.tasks;
    add(cycle.started);
    now.done += cycle.answered;
    if (cycle.drained > cycle.started) add(cycle.drained);
  }
  return points;
}

void keep_used_roles(RunSeries& series) {
  std::erase_if(series.roles, [](const RoleSeries& role) {
    return std::ranges::none_of(role.processes, [](const auto& count) { return count > 0; });
  });
}

}  // namespace

RunSeries recorded_series(const probes::RecordedRun& recording, const harness::RunRecord& record) {
  RunSeries series;
  for (std::size_t role = 0; role < kRoles; ++role) {
    series.roles.push_back({.role = std::string(role_name(static_cast<Role>(role)))});
  }
  std::unordered_map<probes::ProcessNumber, Role> role_of;
  for (const auto& process : recording.processes) role_of[process.number] = process.role;

  for (const auto& tick : recording.ticks) {
    const auto sums = sums_of(tick, role_of);
    const double seconds = seconds_between(record.started, tick.at);
    series.seconds.push_back(seconds);
    series.zombies.emplace_back(sums.zombies);
    if (tick.with_detail) series.memory_seconds.push_back(seconds);
    for (std::size_t role = 0; role < kRoles; ++role) {
      const auto& sum = sums.roles[role];
      auto& drawn = series.roles[role];
      drawn.processes.emplace_back(sum.processes);
      drawn.rss.push_back(sum.known(sum.rss));
      drawn.descriptors.push_back(sum.known(sum.descriptors));
      if (tick.with_detail) drawn.pss.push_back(sum.known(sum.pss));
    }
  }
  keep_used_roles(series);
  series.at_rest = last_rest_state(recording);

  series.tasks = tasks_of_events(recording, record);
  if (series.tasks.empty()) series.tasks = tasks_of_cycles(record);
  if (!series.tasks.empty() && !series.seconds.empty()) {
    auto last = series.tasks.back();
    last.seconds = std::max(last.seconds, series.seconds.back());
    series.tasks.push_back(last);
  }
  return series;
}

}  // namespace tidemark::reports
