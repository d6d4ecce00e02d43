#include "probes/process/process_ref.hpp"

#include <signal.h>

#include <string>

#include "probes/process/group.hpp"
#include "probes/process/pidfd.hpp"

namespace tidemark::probes {

Result<ProcessRef> ProcessRef::open(const ProcessId& id) {
  auto pidfd = open_pidfd(id.pid);
  if (!pidfd) return std::unexpected(pidfd.error());
  // Read after the pidfd was opened: the same start time means that the pid never changed hands
  // between.
  const auto now = read_process_id(id.pid);
  if (!now) return std::unexpected(now.error());
  if (*now != id) {
    return failure(ErrorCode::kGone, "process " + std::to_string(id.pid) +
                                         " is gone; its pid belongs to another one now");
  }
  return ProcessRef(std::move(*pidfd), id.pid);
}

ProcessRef ProcessRef::adopt(UniqueFd pidfd, Pid pid) { return {std::move(pidfd), pid}; }

bool ProcessRef::alive() const { return !has_ended(pidfd_.get()); }

bool ProcessRef::wait_ended(Deadline deadline) const {
  return probes::wait_ended(pidfd_.get(), deadline);
}

Result<void> ProcessRef::signal(int signal_number) const {
  return send_signal(pidfd_.get(), signal_number);
}

Result<void> ProcessRef::kill_group(Deadline deadline) const {
  // Decided before the process itself is killed: on kernels without group signals by pidfd its pid
  // must be known to be its own when the number is used.
  const bool group = kernel_signals_groups_by_pidfd() || leads_group(pidfd_.get(), pid_);
  if (group) {
    if (auto killed = probes::kill_group(pidfd_.get(), pid_, deadline); !killed) return killed;
  }
  if (auto sent = signal(SIGKILL); !sent && sent.error().code != ErrorCode::kGone) return sent;
  if (wait_ended(deadline)) return {};
  return failure(ErrorCode::kTimedOut,
                 "kill process " + std::to_string(pid_) +
                     ": still there after SIGKILL (stuck in the kernel, D state)");
}

}  // namespace tidemark::probes
