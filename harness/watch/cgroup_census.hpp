// Finds the processes of a control group.
#pragma once

#include <functional>
#include <set>
#include <span>
#include <vector>

#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"
#include "probes/sampling/process_record.hpp"

namespace tidemark::harness {

class CgroupCensus {
 public:
  // The pids that are in it and in those below it now; kGone when it has been removed.
  using MemberReader = std::function<Result<std::vector<Pid>>()>;
  // `own_pid` is never a member: whoever watches the group it is in does not watch itself.
  CgroupCensus(MemberReader read, Pid own_pid) : read_(std::move(read)), own_pid_(own_pid) {}

  // The members of a sweep of the machine. The kernel's lists have no zombies: one is a member if
  // it was before it ended, or else if its parent is.
  [[nodiscard]] std::set<ProcessId> choose(std::span<const probes::ProcessFacts> sweep);
  // Whether the group could not be read any more at the latest sweep.
  [[nodiscard]] bool gone() const { return gone_; }

 private:
  MemberReader read_;
  Pid own_pid_;
  std::set<ProcessId> members_;
  bool gone_ = false;
};

}  // namespace tidemark::harness
