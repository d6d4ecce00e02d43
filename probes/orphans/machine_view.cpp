#include "probes/orphans/machine_view.hpp"

#include <algorithm>

namespace tidemark::probes {

const ViewedProcess* MachineView::find(Pid pid) const {
  const auto found = std::ranges::lower_bound(
      processes, pid, {}, [](const ViewedProcess& process) { return process.facts.id.pid; });
  return found == processes.end() || found->facts.id.pid != pid ? nullptr : &*found;
}

const ViewedProcess* MachineView::find(const ProcessId& id) const {
  const ViewedProcess* found = find(id.pid);
  return found != nullptr && found->facts.id == id ? found : nullptr;
}

const ViewedProcess* MachineView::parent_of(const ViewedProcess& process) const {
  const ViewedProcess* parent = find(process.facts.parent);
  if (parent == nullptr || parent->facts.id.start_ticks > process.facts.id.start_ticks) {
    return nullptr;
  }
  return parent;
}

}  // namespace tidemark::probes
