#include "harness/watch/memory_rota.hpp"

#include <time.h>

#include <algorithm>
#include <utility>

#include "probes/sampling/memory_reader.hpp"

namespace tidemark::harness {
namespace {

using std::chrono::microseconds;

// The share of so much time may be owed, and be left over.
constexpr std::chrono::seconds kMostOwed{20};
constexpr std::chrono::seconds kMostLeft{1};

microseconds thread_cpu() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::duration_cast<microseconds>(std::chrono::seconds(used.tv_sec) +
                                                  std::chrono::nanoseconds(used.tv_nsec));
}

microseconds share_of(std::chrono::nanoseconds time, double share) {
  return std::chrono::duration_cast<microseconds>(std::chrono::duration<double, std::nano>(time) *
                                                  share);
}

}  // namespace

MemoryRead read_memory_measured(const ProcessId& id) {
  const SteadyTime begun = steady_now();
  const microseconds before = thread_cpu();
  MemoryRead read{.facts = probes::read_memory(id)};
  read.cpu = thread_cpu() - before;
  read.wall = std::chrono::duration_cast<microseconds>(steady_now() - begun);
  return read;
}

void MemoryRota::forget_the_dead(const probes::TreeSample& sample) {
  for (const ProcessId& id : sample.deaths) figures_.erase(id);
  for (const probes::ProcessSample& process : sample.processes) {
    if (probes::is_zombie(process.facts)) figures_.erase(process.facts.id);
  }
}

void MemoryRota::earn(SteadyTime now) {
  if (earned_at_) balance_ += share_of(now - *earned_at_, share_);
  balance_ = std::min(balance_, share_of(kMostLeft, share_));
  earned_at_ = now;
}

std::vector<ProcessId> MemoryRota::queue(const probes::TreeSample& sample) const {
  std::vector<std::pair<SteadyTime, ProcessId>> turns;
  for (const probes::ProcessSample& process : sample.processes) {
    if (probes::is_zombie(process.facts)) continue;
    const auto figure = figures_.find(process.facts.id);
    turns.emplace_back(figure == figures_.end() ? SteadyTime::min() : figure->second.read_at,
                       process.facts.id);
  }
  std::ranges::sort(turns);
  std::vector<ProcessId> ids;
  ids.reserve(turns.size());
  for (const auto& [read_at, id] : turns) ids.push_back(id);
  return ids;
}

void MemoryRota::read(const ProcessId& id, SteadyTime now) {
  const MemoryRead read = read_(id);
  balance_ -= read.cpu;
  cpu_ += read.cpu;
  longest_read_ = std::max(longest_read_, read.wall);
  figures_[id] = {.facts = read.facts, .read_at = now};
}

std::set<ProcessId> MemoryRota::turn(const probes::TreeSample& sample, Deadline latest) {
  forget_the_dead(sample);
  earn(sample.at);
  std::set<ProcessId> done;
  if (share_ <= 0) return done;
  for (const ProcessId& id : queue(sample)) {
    const microseconds least =
        figures_.contains(id) ? microseconds(0) : -share_of(kMostOwed, share_);
    if (balance_ <= least || latest.passed()) break;
    read(id, sample.at);
    done.insert(id);
  }
  return done;
}

std::set<ProcessId> MemoryRota::read_all(const probes::TreeSample& sample) {
  forget_the_dead(sample);
  std::set<ProcessId> done;
  for (const ProcessId& id : queue(sample)) {
    read(id, sample.at);
    done.insert(id);
  }
  return done;
}

}  // namespace tidemark::harness
