// Looks at all processes of this machine and at the evidence of who owns them.
#pragma once

#include "probes/base/result.hpp"
#include "probes/orphans/machine_view.hpp"

namespace tidemark::probes {

// A view without recorded launchers. Not atomic: look twice before acting. Costs about a tenth of a
// second with a hundred processes, most of it for descriptors and sockets. kUnavailable where /proc
// is not mounted. Opens the command pipes of automated browsers for a moment, which they do not
// notice; reads nothing from them.
[[nodiscard]] Result<MachineView> look_at_machine();

}  // namespace tidemark::probes
