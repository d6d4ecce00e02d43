#include "harness/watch/cgroup_census.hpp"

namespace tidemark::harness {

using probes::ProcessFacts;

std::set<ProcessId> CgroupCensus::choose(std::span<const ProcessFacts> sweep) {
  const auto listed = read_();
  gone_ = !listed;
  if (gone_) return members_ = {};
  std::set<Pid> pids(listed->begin(), listed->end());
  pids.erase(own_pid_);
  std::set<ProcessId> members;
  for (const ProcessFacts& facts : sweep) {
    const bool member =
        pids.contains(facts.id.pid) ||
        (probes::is_zombie(facts) && (members_.contains(facts.id) || pids.contains(facts.parent)));
    if (member) members.insert(facts.id);
  }
  members_ = members;
  return members;
}

}  // namespace tidemark::harness
