// Pidfds (pidfd_open(2)): naming, watching and signalling a process without the risk that its pid
// has been given to another one. The only file in Tidemark that sends signals.
#pragma once

#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::probes {

// A pidfd of the process that has `pid` now; kGone if there is none. A zombie still has its pid.
[[nodiscard]] Result<UniqueFd> open_pidfd(Pid pid);

// Waits until the process has ended (a zombie has ended); false at the deadline.
[[nodiscard]] bool wait_ended(int pidfd, Deadline deadline);
// The same without waiting.
[[nodiscard]] bool has_ended(int pidfd);

// kGone once the process was reaped; kDenied if it belongs to somebody else.
Result<void> send_signal(int pidfd, int signal_number);

// Whether this kernel signals groups through pidfds (Linux 6.9). Such a signal hits the right
// group, or none, even after its leader was reaped.
[[nodiscard]] bool kernel_signals_groups_by_pidfd();

// Signals every process of the group led by `leader`, whose pidfd is given; kGone if the group is
// empty. Where kernel_signals_groups_by_pidfd() is false the caller must know that `leader` cannot
// have been given to another process: it is our unreaped child, or was alive a moment ago.
Result<void> send_group_signal(int pidfd, Pid leader, int signal_number);

// Ends our unreaped child `pid` when there is no descriptor left to open a pidfd with.
void kill_unreaped_child(Pid pid);

}  // namespace tidemark::probes
