// Reads what processes cost in memory, one after the other, within a share of CPU time.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <set>
#include <span>

#include "harness/watch/watch_record.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/reading.hpp"
#include "probes/sampling/tree_sample.hpp"

namespace tidemark::harness {

// What one memory reading gave and cost.
struct MemoryRead {
  Reading<probes::MemoryFacts> facts = {};
  std::chrono::microseconds cpu{};
  std::chrono::microseconds wall{};
};
using MemoryReader = std::function<MemoryRead(const ProcessId&)>;

// The kernel's answer, and its cost on this thread.
[[nodiscard]] MemoryRead read_memory_measured(const ProcessId& id);

// PSS costs a hundred times as much as everything else and holds the mm lock of the process
// meanwhile, so that each tick reads a few only: what has no figure yet first, then the oldest. The
// last figure of each is kept, with its time.
class MemoryRota {
 public:
  // `share` of one core: 0.01 is 10 ms of each second. 0 reads nothing.
  MemoryRota(double share, MemoryReader read) : share_(share), read_(std::move(read)) {}

  // Reads what is affordable by now and not after `latest`, and forgets who is gone. Returns those
  // that were read. What has no figure yet is read ahead of the share, by up to 20 s of it, so that
  // a first look and newcomers show figures; then nothing is refreshed until that is paid off.
  std::set<ProcessId> turn(const probes::TreeSample& sample, Deadline latest);
  // Reads all of them, whatever that costs.
  std::set<ProcessId> read_all(const probes::TreeSample& sample);

  [[nodiscard]] const std::map<ProcessId, AgedMemory>& figures() const { return figures_; }
  // Since the beginning.
  [[nodiscard]] std::chrono::microseconds cpu() const { return cpu_; }
  [[nodiscard]] std::chrono::microseconds longest_read() const { return longest_read_; }

 private:
  void forget_the_dead(const probes::TreeSample& sample);
  void earn(SteadyTime now);
  // Those with memory, in the order of their turn.
  [[nodiscard]] std::vector<ProcessId> queue(const probes::TreeSample& sample) const;
  void read(const ProcessId& id, SteadyTime now);

  double share_;
  MemoryReader read_;
  std::map<ProcessId, AgedMemory> figures_;
  std::optional<SteadyTime> earned_at_;
  std::chrono::microseconds balance_{};  // of CPU time; negative: owed
  std::chrono::microseconds cpu_{};
  std::chrono::microseconds longest_read_{};
};

}  // namespace tidemark::harness
