// Which way a process's memory and descriptors have gone in the last minute.
#pragma once

#include <deque>
#include <map>
#include <optional>

#include "harness/watch/watch_record.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"

namespace tidemark::reports {

enum class Trend {
  kUnknown,  // not watched for ten seconds yet, or withheld
  kFalling,
  kSteady,
  kRising,
};

// Remembers a value every five seconds. Memory is PSS where it is known, RSS where it is withheld;
// it moves when it changes by more than 5% and 1 MiB, descriptors by more than 5% and two: an idle
// browser drifts by one.
class Trends {
 public:
  void add(const harness::WatchSample& sample);

  [[nodiscard]] Trend memory(const ProcessId& id) const;
  [[nodiscard]] Trend descriptors(const ProcessId& id) const;

 private:
  struct Point {
    SteadyTime at{};
    std::optional<double> pss = {};
    std::optional<double> rss = {};
    std::optional<double> descriptors = {};
  };
  struct History {
    std::deque<Point> points = {};  // of the last minute
    Point latest = {};
  };
  [[nodiscard]] const History* find(const ProcessId& id) const;

  std::map<ProcessId, History> histories_;
};

}  // namespace tidemark::reports
