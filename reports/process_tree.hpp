// Processes in the order of a tree, with the branches to draw before each.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "probes/base/process_id.hpp"
#include "probes/sampling/tree_sample.hpp"

namespace tidemark::reports {

struct TreePlace {
  const probes::ProcessSample* process = nullptr;
  std::string branches = {};  // "├─", "│ └─"; empty for a top
};

// Parents right above their children, siblings by age. A process whose parent is not among them is
// a top; `attached` names another parent than the kernel does. Every process appears once, whatever
// the parents say. Without `unicode` children are indented only.
[[nodiscard]] std::vector<TreePlace> tree_order(
    std::span<const probes::ProcessSample* const> processes,
    const std::map<ProcessId, ProcessId>& attached, bool unicode);

}  // namespace tidemark::reports
