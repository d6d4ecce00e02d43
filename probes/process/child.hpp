// A process that we started.
#pragma once

#include <chrono>
#include <optional>

#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"
#include "probes/process/command.hpp"
#include "probes/process/exit_status.hpp"

namespace tidemark::probes {

// Which means it took to end a child.
enum class EndedBy { kItself, kTerm, kKill };

struct EndReport {
  EndedBy by = EndedBy::kItself;
  ExitStatus status;
  std::chrono::nanoseconds took{};
};

// Owns a started process until it is reaped. Signals never reach a stranger that was given its pid:
// they go through its pidfd. The destructor ends what still runs, child and group, by SIGKILL and
// reaps it. Start children from one thread only: between fork and exec another thread's child would
// hold copies of our descriptors.
class Child {
 public:
  // Starts `command`; returns when the program runs. An exec failure is reported here, with nothing
  // left behind. kNotFound: no such program, interpreter or working directory; kDenied: not
  // executable.
  [[nodiscard]] static Result<Child> start(const Command& command,
                                           const StartOptions& options = {});

  Child(Child&& other) noexcept = default;
  // Ends the child that is replaced.
  Child& operator=(Child&& other) noexcept;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  [[nodiscard]] Pid pid() const { return id_.pid; }
  [[nodiscard]] const ProcessId& id() const { return id_; }
  // Readable once the process has ended; stays open as long as this Child.
  [[nodiscard]] int pidfd() const { return pidfd_.get(); }

  // How it ended, if it has; reaps it. Later calls repeat the answer. Before Linux 6.9 one that
  // leads a group stays a zombie until end() or the destructor: only so its group can still be
  // signalled safely.
  [[nodiscard]] std::optional<ExitStatus> poll();
  // The same, waiting for the end until `deadline`.
  [[nodiscard]] std::optional<ExitStatus> wait(Deadline deadline);

  // Signals the process; kGone once it was reaped.
  Result<void> signal(int signal_number);
  // Signals everything in the group that the child leads; works after the child's own end too.
  // kGone if nobody is left in it; kBadInput for Group::kOurs.
  Result<void> signal_group(int signal_number);

  // From now on signals and endings concern the child alone: what lives in its group is somebody
  // else's to find and to end.
  void disown_group() { leads_group_ = false; }

  // SIGTERM to the group (or to the child, if it leads none), up to `grace` for the child to leave,
  // then SIGKILL to what is left of child and group, which is gone on return. A stopped child is
  // continued after the SIGTERM. What left the group (setsid) is not reached: see Ownership in
  // docs/ARCHITECTURE.md. Returns within grace + 5 s. Errors: kTimedOut, stuck in the kernel (D
  // state); kDenied, it runs as a user whom we may not signal.
  [[nodiscard]] Result<EndReport> end(std::chrono::nanoseconds grace);

 private:
  Child(ProcessId id, UniqueFd pidfd, bool leads_group)
      : id_(id), pidfd_(std::move(pidfd)), leads_group_(leads_group) {}

  // Whether the group's number is certain not to belong to somebody else by now.
  [[nodiscard]] bool group_is_ours() const;
  void ask_to_leave();
  Result<ExitStatus> kill_and_reap();

  ProcessId id_;
  UniqueFd pidfd_;
  bool leads_group_ = false;
  bool reaped_ = false;
  std::optional<ExitStatus> status_;  // set once it is known to have ended
};

}  // namespace tidemark::probes
