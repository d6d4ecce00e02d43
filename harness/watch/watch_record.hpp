// What a watch saw at one tick, and since it began. Plain data: reports read it.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/reading.hpp"
#include "probes/ownership/cgroup_facts.hpp"
#include "probes/sampling/process_record.hpp"
#include "probes/sampling/role.hpp"
#include "probes/sampling/tree_sample.hpp"

namespace tidemark::harness {

// What a process costs in memory and when that was read: such figures are dear, and refreshed in
// turn.
struct AgedMemory {
  Reading<probes::MemoryFacts> facts = {};
  SteadyTime read_at{};
};

// Who stands above a group of browser processes: the nearest ancestor that is no browser.
struct Owner {
  Pid pid = 0;
  std::string name = {};                       // empty: it cannot be seen
  std::vector<std::string> command_line = {};  // empty: withheld
  bool nobody = false;  // an init process adopted them: whoever started them has gone

  friend bool operator==(const Owner&, const Owner&) = default;
};

struct OwnedGroup {
  Owner owner = {};
  std::set<ProcessId> members = {};
};

// Since the watch began; never decreases, whatever dies.
struct RoleTotals {
  std::uint64_t starts = 0;
  std::uint64_t exits = 0;
  std::chrono::microseconds cpu{};  // of the dead too, up to the last tick that saw them

  friend bool operator==(const RoleTotals&, const RoleTotals&) = default;
};

// What watching costs, since it began.
struct WatchCost {
  std::uint64_t ticks = 0;
  std::uint64_t skipped = 0;  // ticks that a slow look has overrun
  std::chrono::microseconds sweep_cpu{};
  std::chrono::microseconds memory_cpu{};
  std::chrono::microseconds own_cpu{};  // of this whole program, display and recording included
  std::chrono::microseconds longest_sweep{};
  // The longest that a watched process can have been held up at a page fault or mmap.
  std::chrono::microseconds longest_memory_read{};
};

struct WatchSample {
  std::string target = {};  // for people: "pid 42 (node crawl.mjs)"; untrusted text
  SteadyTime began{};
  std::chrono::system_clock::time_point wall{};  // of tree.at
  Milliseconds interval{};
  probes::TreeSample tree = {};
  std::map<ProcessId, AgedMemory> memory = {};  // the latest of each process
  // Of one core, since the tick before; absent for what is new.
  std::map<ProcessId, double> cpu_share = {};
  // Of every browser, where browsers are watched; empty otherwise.
  std::vector<OwnedGroup> groups = {};
  // Processes that belong below another one than their parent: a crashpad handler leaves its
  // browser on purpose.
  std::map<ProcessId, ProcessId> attached = {};
  std::optional<probes::CgroupFacts> cgroup = {};  // where a cgroup is watched
  std::map<probes::Role, RoleTotals> roles = {};   // every role seen so far
  WatchCost cost = {};
};

}  // namespace tidemark::harness
