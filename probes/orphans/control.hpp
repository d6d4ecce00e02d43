// Who controls a tree of browsers and drivers from outside: over a debugging pipe, a debugging
// port, a driver's port or its standard input.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "probes/orphans/process_trees.hpp"

namespace tidemark::probes {

struct Control {
  bool controlled = false;
  std::vector<std::string> evidence = {};  // why nobody controls it
  std::vector<std::string> unread = {};    // what would have to be read to be certain
};

[[nodiscard]] Control control_of(const MachineView& view, const BrowserTree& tree);

}  // namespace tidemark::probes
