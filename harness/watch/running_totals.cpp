#include "harness/watch/running_totals.hpp"

#include <algorithm>

namespace tidemark::harness {

using std::chrono::microseconds;

void RunningTotals::add(const probes::TreeSample& sample) {
  const auto passed = std::chrono::duration<double>(sample.at - before_).count();
  cpu_share_.clear();
  for (const ProcessId& id : sample.deaths) {
    const auto known = known_.find(id);
    if (known == known_.end()) continue;
    ++roles_[known->second.role].exits;
    known_.erase(known);
  }
  for (const probes::ProcessSample& process : sample.processes) {
    const probes::ProcessFacts& facts = process.facts;
    const auto [entry, is_new] = known_.try_emplace(facts.id);
    Known& known = entry->second;
    RoleTotals& role = roles_[process.role];
    // What was there before us is no start, and has a past that is not ours to count. Start times
    // are known to 10 ms only.
    const bool was_there = first_ && facts.started < began_;
    if (is_new && !was_there) ++role.starts;
    const microseconds before = is_new && was_there ? facts.cpu : known.cpu;
    // The kernel scales user and system time apart, so that their sum may step back a little.
    const microseconds used = std::max(microseconds(0), facts.cpu - before);
    role.cpu += used;
    if (!is_new && passed > 0) {
      cpu_share_[facts.id] = std::chrono::duration<double>(used).count() / passed;
    }
    known = {.role = process.role, .cpu = std::max(known.cpu, facts.cpu)};
  }
  first_ = false;
  before_ = sample.at;
}

}  // namespace tidemark::harness
