#include "probes/ownership/event_ledger.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tidemark::probes {
namespace {

constexpr std::chrono::milliseconds kSlack{500};

}  // namespace

bool EventLedger::take(const KernelEvent& event) {
  switch (event.kind) {
    case KernelEvent::Kind::kFork: take_birth(event); return false;
    case KernelEvent::Kind::kExit: take_end(event); return false;
    case KernelEvent::Kind::kExec: break;
  }
  const auto member = members_.find(event.pid);
  if (member == members_.end()) return false;
  Entry& entry = member->second;
  // An exec by another thread ends the leader first and then takes its number over.
  entry.ended.reset();
  entry.exit_code.reset();
  entry.exit_signal.reset();
  entry.name.clear();
  entry.command_line.clear();
  return true;
}

void EventLedger::take_birth(const KernelEvent& event) {
  // The pid is new, so whoever had it is gone; if we know him, his end was lost.
  retire(event.pid, event.at);
  ancestors_.erase(event.pid);
  const auto parent = members_.find(event.parent);
  if (parent == members_.end() && !ancestors_.contains(event.parent)) return;
  Entry born{.id = {.pid = event.pid, .start_ticks = clock_.ticks_at(event.at)},
             .parent = event.parent,
             .started = event.at};
  if (parent != members_.end()) {  // the same program until its exec
    born.name = parent->second.name;
    born.command_line = parent->second.command_line;
  }
  members_.emplace(event.pid, std::move(born));
}

void EventLedger::take_end(const KernelEvent& event) {
  const bool leader = event.thread == event.pid;
  if (leader) ancestors_.erase(event.pid);
  const auto member = members_.find(event.pid);
  if (member == members_.end()) return;
  Entry& entry = member->second;
  // The last thread's end is the process's: a leader may leave before the others.
  if (!leader && !entry.ended) return;
  entry.ended = event.at;
  entry.exit_code = event.exit_code;
  entry.exit_signal = event.exit_signal;
}

void EventLedger::retire(Pid pid, SteadyTime at) {
  auto member = members_.extract(pid);
  if (!member) return;
  Entry& entry = member.mapped();
  if (!entry.ended) entry.ended = at;
  replaced_.push_back(std::move(entry));
}

bool EventLedger::is(const Entry& entry, const ProcessId& id) const {
  if (entry.id.pid != id.pid) return false;
  if (entry.exact) return entry.id == id;
  const auto slack = static_cast<std::uint64_t>(kSlack / clock_.tick);
  // Its start is noted before its birth is told.
  return id.start_ticks <= entry.id.start_ticks + 1 &&
         id.start_ticks + slack >= entry.id.start_ticks;
}

EventLedger::Entry* EventLedger::find(const ProcessId& id) {
  if (const auto member = members_.find(id.pid);
      member != members_.end() && is(member->second, id)) {
    return &member->second;
  }
  const auto replaced =
      std::ranges::find_if(replaced_, [&](const Entry& entry) { return is(entry, id); });
  return replaced == replaced_.end() ? nullptr : &*replaced;
}

void EventLedger::describe(const ProcessId& id, std::string name,
                           std::vector<std::string> command_line) {
  const auto member = members_.find(id.pid);
  if (member == members_.end() || !is(member->second, id)) return;
  member->second.id = id;
  member->second.exact = true;
  member->second.name = std::move(name);
  member->second.command_line = std::move(command_line);
}

std::vector<Pid> EventLedger::living() const {
  std::vector<Pid> pids;
  for (const auto& [pid, entry] : members_) {
    if (!entry.ended) pids.push_back(pid);
  }
  return pids;
}

void EventLedger::take_sampled(const ProcessFacts& facts, SteadyTime begun) {
  Entry* entry = find(facts.id);
  if (entry == nullptr) {
    const auto other = members_.find(facts.id.pid);
    // Born since the sweep under the same pid: then this one's end was lost.
    if (other != members_.end() && other->second.started >= begun) return;
    retire(facts.id.pid, facts.started);
    entry = &members_.emplace(facts.id.pid, Entry{.id = facts.id, .started = facts.started})
                 .first->second;
  }
  entry->id = facts.id;
  entry->exact = true;
  entry->parent = facts.parent;
  entry->sampled = true;
  if (!facts.command_line.empty()) {
    entry->name = facts.name;
    entry->command_line = facts.command_line;
  }
}

void EventLedger::report_ends(TreeSample& sample) const {
  for (const ProcessId& id : sample.deaths) {
    const auto report = [&](const Entry& entry) {
      if (entry.id != id || !entry.ended) return false;
      sample.ends.push_back({.id = id,
                             .at = entry.ended,
                             .exit_code = entry.exit_code,
                             .exit_signal = entry.exit_signal});
      return true;
    };
    const auto member = members_.find(id.pid);
    if (member != members_.end() && report(member->second)) continue;
    static_cast<void>(std::ranges::find_if(replaced_, report));
  }
}

// Whether nothing more will be heard of it. The sweep has the last word: a leader whose threads
// live on has ended as far as events go, and is seen.
bool EventLedger::is_over(Entry& entry, bool in_sweep, SteadyTime begun) const {
  if (in_sweep || entry.started >= begun) return false;
  if (entry.ended) return entry.sampled || *entry.ended < begun;
  // It may have ended while the sweep was on its way; then its end is told of by the next one.
  if (!std::exchange(entry.missed, true)) return false;
  entry.ended = begun;
  return true;
}

void EventLedger::settle(TreeSample& sample, SteadyTime begun) {
  std::set<ProcessId> seen;
  for (const ProcessSample& process : sample.processes) {
    take_sampled(process.facts, begun);
    seen.insert(process.facts.id);
  }
  report_ends(sample);
  const auto leave = [&](Entry& entry) {
    if (!is_over(entry, seen.contains(entry.id), begun)) return false;
    if (!entry.sampled) {
      sample.unsampled.push_back({.id = entry.id,
                                  .parent = entry.parent,
                                  .name = std::move(entry.name),
                                  .command_line = std::move(entry.command_line),
                                  .started = entry.started,
                                  .ended = *entry.ended,
                                  .exit_code = entry.exit_code,
                                  .exit_signal = entry.exit_signal});
    }
    return true;
  };
  std::erase_if(replaced_, leave);
  for (auto member = members_.begin(); member != members_.end();) {
    member = leave(member->second) ? members_.erase(member) : std::next(member);
  }
  std::ranges::sort(sample.unsampled, {}, &UnsampledProcess::started);
}

}  // namespace tidemark::probes
