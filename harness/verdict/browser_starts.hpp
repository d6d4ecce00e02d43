// How long the browsers of a run took to start, as far as the births of their processes tell.
#pragma once

#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "harness/record/run_record.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/recording/recorded_run.hpp"
#include "probes/sampling/role.hpp"
#include "probes/sampling/tree_sample.hpp"

namespace tidemark::harness {

// A start lasts from the birth of a browser's main process to the birth of the first of its
// processes that shows it at work: its network service, which it starts by itself, or its first
// page, where that follows closely. A first page that comes later waited for somebody to want it,
// as in a browser that is started ahead of its work. Works with every program, whatever library
// drives the browser; births are known to 10 ms however rarely samples are taken.
//
// Left out: what the program does before it starts the browser's process (its library, a driver
// such as chromedriver), and closing the browser before it. So a start is rather longer than told;
// docs/verdicts.md says by how much. Browsers that lived between two samples are not seen, nor are
// such pages unless the kernel told of them.
class BrowserStarts {
 public:
  // Samples in the order in which they were taken.
  void add(const probes::TreeSample& sample);
  // Of the browsers seen so far that got so far, in the order of their pids.
  [[nodiscard]] std::vector<RunTime> times() const;

  struct Seen {
    ProcessId id{};
    Pid parent = 0;
    probes::Role role = probes::Role::kOther;
    SteadyTime started{};
    bool brief = false;  // it lived between two samples
  };
  // Processes that were seen at one moment, or for the first time at one moment.
  void add(const std::vector<Seen>& processes);

 private:
  struct Start {
    SteadyTime born{};
    std::optional<SteadyTime> service{};
    std::optional<SteadyTime> page{};
  };
  [[nodiscard]] Start* browser_of(const Seen& process);
  [[nodiscard]] bool is_page(const Seen& process) const;

  std::unordered_map<Pid, Seen> latest_;  // who had a pid last
  std::map<ProcessId, Start> starts_;
};

// The same of a recorded run.
[[nodiscard]] std::vector<RunTime> browser_starts_of(const probes::RecordedRun& recording);

}  // namespace tidemark::harness
