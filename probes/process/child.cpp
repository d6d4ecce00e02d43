#include "probes/process/child.hpp"

#include <signal.h>
#include <unistd.h>

#include <string>

#include "probes/process/group.hpp"
#include "probes/process/launch.hpp"
#include "probes/process/pidfd.hpp"
#include "probes/process/reap.hpp"

namespace tidemark::probes {
namespace {

// How long the kernel may take to end what got a SIGKILL.
constexpr std::chrono::seconds kKillTime{5};

}  // namespace

Result<Child> Child::start(const Command& command, const StartOptions& options) {
  const auto pid = launch(command, options);
  if (!pid) return std::unexpected(pid.error());
  // Unreaped, so the pid is still its own whether it runs or has ended.
  auto pidfd = open_pidfd(*pid);
  const auto id = read_process_id(*pid);
  if (pidfd && id) return Child(*id, std::move(*pidfd), options.group != Group::kOurs);
  kill_unreaped_child(*pid);
  reap_ending_child(*pid);
  return std::unexpected(pidfd ? id.error() : pidfd.error());
}

Child& Child::operator=(Child&& other) noexcept {
  if (this == &other) return *this;
  if (pidfd_) static_cast<void>(kill_and_reap());
  id_ = other.id_;
  pidfd_ = std::move(other.pidfd_);
  leads_group_ = other.leads_group_;
  reaped_ = other.reaped_;
  status_ = other.status_;
  return *this;
}

Child::~Child() {
  if (pidfd_) static_cast<void>(kill_and_reap());
}

std::optional<ExitStatus> Child::poll() {
  if (status_) return status_;
  const bool reap = !leads_group_ || kernel_signals_groups_by_pidfd();
  status_ = child_status(pidfd_.get(), reap ? Reaping::kReap : Reaping::kLeaveZombie);
  reaped_ = status_ && reap;
  return status_;
}

std::optional<ExitStatus> Child::wait(Deadline deadline) {
  if (!status_ && !wait_ended(pidfd_.get(), deadline)) return std::nullopt;
  return poll();
}

Result<void> Child::signal(int signal_number) { return send_signal(pidfd_.get(), signal_number); }

bool Child::group_is_ours() const {
  // An unreaped leader keeps its number from being given to strangers; a pidfd does not need that.
  return leads_group_ && pidfd_ && (!reaped_ || kernel_signals_groups_by_pidfd());
}

Result<void> Child::signal_group(int signal_number) {
  const std::string operation = "signal the group of process " + std::to_string(id_.pid);
  if (!leads_group_)
    return failure(ErrorCode::kBadInput, operation + ": it was started in our own");
  if (!group_is_ours()) return failure(ErrorCode::kGone, operation + ": its leader was reaped");
  return send_group_signal(pidfd_.get(), id_.pid, signal_number);
}

void Child::ask_to_leave() {
  // One SIGTERM each: many programs take a second one for impatience and skip their clean-up. The
  // child itself may have left the group that it was given.
  const bool by_group = leads_group_ && ::getpgid(id_.pid) == id_.pid;
  for (const int number : {SIGTERM, SIGCONT}) {
    if (leads_group_) static_cast<void>(signal_group(number));
    if (!by_group) static_cast<void>(signal(number));
  }
}

Result<ExitStatus> Child::kill_and_reap() {
  const auto deadline = Deadline::in(kKillTime);
  if (!poll()) {
    if (auto sent = signal(SIGKILL); !sent && sent.error().code == ErrorCode::kDenied) {
      return std::unexpected(sent.error());
    }
    if (leads_group_) static_cast<void>(signal_group(SIGKILL));
  }
  const auto status = wait(deadline);
  if (!status) {
    return failure(ErrorCode::kTimedOut,
                   "end process " + std::to_string(id_.pid) +
                       ": still there after SIGKILL (stuck in the kernel, D state)");
  }
  // Before the last step, which gives the group's number away.
  const auto group_killed =
      group_is_ours() ? kill_group(pidfd_.get(), id_.pid, deadline) : Result<void>();
  if (!reaped_) static_cast<void>(child_status(pidfd_.get(), Reaping::kReap));
  reaped_ = true;
  if (!group_killed) return std::unexpected(group_killed.error());
  return *status;
}

Result<EndReport> Child::end(std::chrono::nanoseconds grace) {
  const SteadyTime began = steady_now();
  EndReport report;
  if (!poll()) {
    ask_to_leave();
    report.by = wait(Deadline::in(grace)) ? EndedBy::kTerm : EndedBy::kKill;
  }
  const auto status = kill_and_reap();
  if (!status) return std::unexpected(status.error());
  report.status = *status;
  // It may have left by itself in the last moment of the grace.
  if (report.by == EndedBy::kKill && status->signal != SIGKILL) report.by = EndedBy::kTerm;
  report.took = steady_now() - began;
  return report;
}

}  // namespace tidemark::probes
