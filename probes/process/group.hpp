// Ending a whole process group, and knowing that it has ended.
#pragma once

#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"

namespace tidemark::probes {

// Whether signals to the group that `leader` (and its pidfd) leads are safe and meaningful: it is
// known not to be somebody else's group. See send_group_signal().
[[nodiscard]] bool leads_group(int pidfd, Pid leader);

// SIGKILL to every process of the group until none is left alive; zombies are not waited for, they
// belong to whoever must reap them. kTimedOut: one is stuck in the kernel; kDenied: one belongs to
// somebody else. The precondition of send_group_signal() holds at the call.
Result<void> kill_group(int pidfd, Pid leader, Deadline deadline);

}  // namespace tidemark::probes
