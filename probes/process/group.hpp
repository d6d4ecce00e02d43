// Ending a whole process group, and knowing that it has ended.
#pragma once

#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"

namespace tidemark::probes {

// Whether that process leads a group and has not been reaped, so that the group's number is its
// own.
[[nodiscard]] bool leads_group(int pidfd, Pid leader);

// SIGKILL to every process of the group until none is left alive; zombies are not waited for, they
// belong to whoever must reap them. kTimedOut: one is stuck in the kernel or belongs to
// somebody else; kDenied: all of them do. The precondition of send_group_signal() holds at the
// call.
Result<void> kill_group(int pidfd, Pid leader, Deadline deadline);

}  // namespace tidemark::probes
