// A process that we did not start: it can be watched and signalled, never waited for as a child.
#pragma once

#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::probes {

// Refers to one process by pidfd, so that a recycled pid is never hit.
class ProcessRef {
 public:
  // kGone if no process has that identity any more.
  [[nodiscard]] static Result<ProcessRef> open(const ProcessId& id);
  // Takes over a pidfd received from elsewhere; `pid` is what it referred to when it was opened.
  [[nodiscard]] static ProcessRef adopt(UniqueFd pidfd, Pid pid);

  [[nodiscard]] Pid pid() const { return pid_; }
  [[nodiscard]] int pidfd() const { return pidfd_.get(); }
  // False once the process has ended (a zombie has ended).
  [[nodiscard]] bool alive() const;
  // Waits until it has ended; false at the deadline.
  [[nodiscard]] bool wait_ended(Deadline deadline) const;
  // kGone once it was reaped.
  Result<void> signal(int signal_number) const;

  // SIGKILL to the process and to every process of the group it leads, until none is left or the
  // deadline passed (kTimedOut). Works on stopped processes. If it does not lead a group only it is
  // killed.
  Result<void> kill_group(Deadline deadline) const;

 private:
  ProcessRef(UniqueFd pidfd, Pid pid) : pidfd_(std::move(pidfd)), pid_(pid) {}
  UniqueFd pidfd_;
  Pid pid_ = 0;
};

}  // namespace tidemark::probes
