// The trees of automated browsers and drivers in a view.
#pragma once

#include <set>
#include <vector>

#include "probes/orphans/launcher.hpp"
#include "probes/orphans/machine_view.hpp"

namespace tidemark::probes {

// A driver or browser with what is above it for its sake only (a wrapper script) and everything
// below.
struct BrowserTree {
  const ViewedProcess* root = nullptr;
  std::vector<const ViewedProcess*> members = {};  // root first
  // Members that are browsers or drivers themselves; never empty.
  std::vector<const ViewedProcess*> drivers_and_browsers = {};

  [[nodiscard]] bool has(const ProcessId& id) const;
  [[nodiscard]] const ViewedProcess& lead() const { return *drivers_and_browsers.front(); }
};

// A driver, or a browser that a program drives.
[[nodiscard]] bool is_automated(const ViewedProcess& process);

// Every tree that belongs to the view's user. A process is in one tree at most. Includes what left
// the tree by a double fork but shows whose it is: members of a session or group that the root
// leads, and crash handlers of a browser's profile.
[[nodiscard]] std::vector<BrowserTree> browser_trees(const MachineView& view);

// Whether `process` is, or descends from, `ancestor`.
[[nodiscard]] bool descends_from(const MachineView& view, const ViewedProcess& process,
                                 Pid ancestor);

}  // namespace tidemark::probes
