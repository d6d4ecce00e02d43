// What a forked child does to itself between fork and exec.
#pragma once

#include <sys/types.h>

#include <span>

#include "probes/process/command.hpp"

namespace tidemark::probes {

// One descriptor to put under a number. `from` never is a `to` of the same child (see
// InheritedFds).
struct FdMove {
  int from = -1;
  int to = -1;
};

// The step at which a child gave up before its exec, and why: what it writes to its parent.
enum class SetupStep : int {
  kSignals,
  kGroup,
  kCgroup,
  kLimits,
  kUser,
  kParentDeath,
  kDirectory,
  kDescriptors
};
struct SetupFailure {
  SetupStep step = SetupStep::kSignals;
  int error = 0;
};

// Everything a child needs, prepared by the parent: after fork only async-signal-safe calls are
// allowed, so nothing here allocates or locks.
struct ChildSetup {
  Group group = Group::kOwn;
  int parent_death_signal = 0;      // 0: none
  pid_t parent = 0;                 // who forked
  const char* directory = nullptr;  // nullptr: stay
  std::span<const FdMove> moves = {};
  std::span<const int> cgroups = {};           // see StartOptions::join_cgroups
  std::span<const ResourceLimit> limits = {};  // see StartOptions::limits
  const RunAs* run_as = nullptr;               // see StartOptions::run_as; nullptr: nobody else
  int report_fd = -1;                          // where a SetupFailure goes; close-on-exec

  // Runs in the child. Returns 0, or an errno after reporting it. Does not return if the parent is
  // gone.
  [[nodiscard]] int apply() const;
};

// "enter its working directory", for messages.
[[nodiscard]] const char* describe(SetupStep step);

}  // namespace tidemark::probes
