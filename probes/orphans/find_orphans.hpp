// Decides which processes have lost their owner. Pure: the same view gives the same findings.
#pragma once

#include <chrono>
#include <optional>
#include <set>

#include "probes/orphans/finding.hpp"
#include "probes/orphans/machine_view.hpp"

namespace tidemark::probes {

struct OrphanSearch {
  // Younger ones are left out: a launcher may still be at work.
  std::chrono::milliseconds min_age = std::chrono::seconds(10);
  // Only what now descends from this process; for a job that shares a machine but has an init of
  // its own.
  std::optional<Pid> under = {};
};

// The rules, in short (docs/orphans.md has them in full):
// - Looked at are automated browsers and drivers of our own user, and what is below them. A
//   person's own browser and other users' processes never are.
// - A tree is owned by a live process outside it that controls it: that holds the command pipe's
//   writing end (and the answers' reading end), or is connected to a debugging or driver port.
// - Else it is owned by its parent, unless that one provably only adopted it: an init by name that
//   did not start it itself; a parent that started later; a tree whose process group, or the other
//   end of its output, died with somebody else; a launcher recorded as dead.
// - Evidence that cannot be read never makes an orphan: such a tree is undecided.
[[nodiscard]] OrphanFindings find_orphans(const MachineView& view, const OrphanSearch& search);

// Those of `second` that `first` has, too: processes come and go while they are looked at.
[[nodiscard]] OrphanFindings seen_twice(const OrphanFindings& first, OrphanFindings second);

// Every process of the orphans among them.
[[nodiscard]] std::set<ProcessId> orphaned_processes(const OrphanFindings& findings);

}  // namespace tidemark::probes
