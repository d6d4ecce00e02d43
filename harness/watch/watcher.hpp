// Looks at processes at a steady pace: the cheap facts at every tick, memory in turn.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "harness/watch/browser_census.hpp"
#include "harness/watch/cgroup_census.hpp"
#include "harness/watch/memory_rota.hpp"
#include "harness/watch/running_totals.hpp"
#include "harness/watch/watch_record.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"
#include "probes/sampling/sampler.hpp"

namespace tidemark::harness {

struct WatchPace {
  Milliseconds interval{500};
  double memory_share = 0.01;  // of one core, for reading memory
};

// Has no thread: its owner calls look() when a tick is due.
class Watcher {
 public:
  // A process and what descends from it. `above`: the process that adopts what is orphaned below
  // `root`, if we have made one; else `root` itself is all that holds the tree together, and what
  // is orphaned before the first look that sees it is lost.
  [[nodiscard]] static Result<Watcher> of_tree(const ProcessId& root, std::optional<Pid> above,
                                               const WatchPace& pace);
  // The processes of a cgroup and of those below it: its directory, or its path in the hierarchy as
  // /proc/PID/cgroup has it. kNotFound: there is no such cgroup; kDenied.
  [[nodiscard]] static Result<Watcher> of_cgroup(const std::filesystem::path& cgroup,
                                                 const WatchPace& pace);
  // Every browser of this machine.
  [[nodiscard]] static Result<Watcher> of_browsers(const WatchPace& pace);

  // What the samples say is watched.
  void set_target(std::string target) { target_ = std::move(target); }

  // Whether the cgroup has been removed.
  [[nodiscard]] bool gone() const { return cgroup_ && cgroup_->gone(); }

  // When the next tick is due.
  [[nodiscard]] SteadyTime next() const { return next_; }
  // Looks now, whether due or not. Ticks that the look overran are skipped and counted. `all
  // memory` reads everybody's, whatever it costs. An error: /proc cannot be read.
  [[nodiscard]] Result<WatchSample> look(bool all_memory = false);

 private:
  Watcher(probes::Sampler sampler, const WatchPace& pace);
  [[nodiscard]] std::set<ProcessId> read_memory(const probes::TreeSample& sample, bool all);

  WatchPace pace_;
  probes::Sampler sampler_;
  // Shared with the sampler's tree; null where something else is watched.
  std::shared_ptr<BrowserCensus> browsers_;
  std::shared_ptr<CgroupCensus> cgroup_;
  std::filesystem::path cgroup_directory_;
  MemoryRota memory_;
  SteadyTime began_;
  RunningTotals totals_;
  SteadyTime next_;
  WatchCost cost_;
  std::string target_;
};

}  // namespace tidemark::harness
