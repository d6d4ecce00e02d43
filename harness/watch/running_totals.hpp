// What the watched processes did since a watch began, the dead included.
#pragma once

#include <map>

#include "harness/watch/watch_record.hpp"
#include "probes/base/process_id.hpp"
#include "probes/sampling/tree_sample.hpp"

namespace tidemark::harness {

class RunningTotals {
 public:
  // CPU time that was spent before `began` does not count.
  explicit RunningTotals(SteadyTime began) : began_(began) {}

  void add(const probes::TreeSample& sample);

  [[nodiscard]] const std::map<probes::Role, RoleTotals>& roles() const { return roles_; }
  // Of one core, from the sample before to the latest one; without what is new.
  [[nodiscard]] const std::map<ProcessId, double>& cpu_share() const { return cpu_share_; }

 private:
  struct Known {
    probes::Role role = probes::Role::kOther;
    std::chrono::microseconds cpu{};
  };

  SteadyTime began_;
  bool first_ = true;
  SteadyTime before_{};
  std::map<ProcessId, Known> known_;
  std::map<probes::Role, RoleTotals> roles_;
  std::map<ProcessId, double> cpu_share_;
};

}  // namespace tidemark::harness
