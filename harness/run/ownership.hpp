// How a run knows which processes are its subject's, in the best way this machine allows.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/subject/supervision.hpp"
#include "probes/base/clock.hpp"
#include "probes/ownership/cgroup_scope.hpp"
#include "probes/ownership/kernel_watch.hpp"
#include "probes/sampling/subject_tree.hpp"
#include "probes/sampling/tree_sample.hpp"

namespace tidemark::harness {

// Owns the subject's control group and the watch on the kernel's events, where either could be had.
// Ancestry below the supervisor, a subreaper, is always there.
class Ownership {
 public:
  // Tells the supervisor about the group, before any subject is started. Starts a process for a
  // trial and then a thread. kGone: the supervisor has died; what the machine refuses is no error.
  [[nodiscard]] static Result<Ownership> open(Supervision& supervision,
                                              const probes::ScopeWants& wants = {});

  // "cgroup + kernel events", "cgroup", "subreaper + kernel events" or "subreaper".
  [[nodiscard]] std::string mode() const;
  // Why the better ways could not be had; empty if they all were.
  [[nodiscard]] const std::vector<std::string>& missing() const { return missing_; }

  // Tells the tree whom the group and the events name. Call it right before a sweep.
  void claim(probes::SubjectTree& tree);
  // Adds to a sample what only the events tell: exact ends, and processes between two looks. The
  // sweep began at `begun`.
  void complete(probes::TreeSample& sample, SteadyTime begun);

  // The group's directories; empty where there is none.
  [[nodiscard]] probes::CgroupPlace groups() const {
    return scope_ ? scope_->place() : probes::CgroupPlace();
  }
  // Memory and pids of the group; nothing where there is none.
  [[nodiscard]] std::optional<probes::CgroupFacts> facts() const;
  // SIGKILL to all in the group, as a last resort.
  void kill() const;

  // CPU time that hearing events has cost so far, beside what claim() and complete() cost their
  // caller.
  [[nodiscard]] std::chrono::microseconds cpu() const;

  // What a reader must know about processes that were not seen: events that were lost or, without
  // events, how many there can have been that lived for less than `interval` between two looks.
  [[nodiscard]] std::optional<std::string> blind_spot(Milliseconds interval);

 private:
  Ownership() = default;
  void open_scope(const probes::ScopeWants& wants);

  std::optional<probes::CgroupScope> scope_;
  std::unique_ptr<probes::KernelWatch> watch_;
  std::vector<std::string> missing_;
  std::optional<std::uint64_t> forks_before_;  // of the whole machine, since boot
  std::uint64_t sampled_ = 0;                  // births of members that sweeps saw
};

}  // namespace tidemark::harness
