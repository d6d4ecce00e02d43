#include "reports/watch_totals.hpp"

#include <algorithm>

namespace tidemark::reports {
namespace {

using harness::WatchSample;
using probes::ProcessSample;

template <typename Sum, typename Part>
void add(std::optional<Sum>& sum, const Part& part) {
  if (part) sum = sum.value_or(Sum{}) + Sum{*part};
}

void add_memory(WatchSums& sums, const WatchSample& sample, const ProcessId& id) {
  const auto figure = sample.memory.find(id);
  if (figure == sample.memory.end()) return;
  const auto& [facts, read_at] = figure->second;
  if (!facts) {
    if (facts.why() == Absence::kDenied) ++sums.pss_denied;
    return;
  }
  if (!facts->pss) return;
  add(sums.pss, facts->pss);
  add(sums.uss, facts->uss);
  ++sums.pss_known;
  sums.oldest_pss =
      std::max(sums.oldest_pss,
               std::chrono::duration_cast<std::chrono::microseconds>(sample.tree.at - read_at));
}

void add_process(WatchSums& sums, const WatchSample& sample, const ProcessSample& process) {
  const probes::ProcessFacts& facts = process.facts;
  ++sums.processes;
  if (const auto share = sample.cpu_share.find(facts.id); share != sample.cpu_share.end()) {
    sums.cpu_share = sums.cpu_share.value_or(0) + share->second;
  }
  if (probes::is_zombie(facts)) {
    ++sums.zombies;
    return;  // what the kernel still says of its memory and threads is not in use
  }
  if (process.orphaned) ++sums.orphans;
  if (facts.state == 'D') ++sums.stuck;
  if (facts.state == 'T' || facts.state == 't') ++sums.stopped;
  add(sums.rss, facts.rss);
  add(sums.threads, facts.threads);
  add(sums.descriptors, facts.descriptors);
  add_memory(sums, sample, facts.id);
}

}  // namespace

WatchSums sums_of(const WatchSample& sample) {
  WatchSums sums;
  for (const ProcessSample& process : sample.tree.processes) add_process(sums, sample, process);
  return sums;
}

std::map<probes::Role, WatchSums> sums_by_role(const WatchSample& sample) {
  std::map<probes::Role, WatchSums> roles;
  for (const auto& [role, totals] : sample.roles) roles[role] = {};
  for (const ProcessSample& process : sample.tree.processes) {
    add_process(roles[process.role], sample, process);
  }
  return roles;
}

std::string process_count(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " process" : " processes");
}

}  // namespace tidemark::reports
