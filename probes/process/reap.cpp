#include "probes/process/reap.hpp"

#include <sys/wait.h>

#include <cerrno>

namespace tidemark::probes {
namespace {

ExitStatus from_siginfo(const siginfo_t& ended) {
  if (ended.si_code == CLD_EXITED) return {.code = ended.si_status, .signal = {}};
  return {.code = {}, .signal = ended.si_status};
}

}  // namespace

std::optional<ExitStatus> child_status(int pidfd, Reaping reaping) {
  siginfo_t ended{};
  const int keep = reaping == Reaping::kLeaveZombie ? WNOWAIT : 0;
  for (;;) {
    if (::waitid(P_PIDFD, static_cast<id_t>(pidfd), &ended, WEXITED | WNOHANG | keep) == 0) break;
    if (errno == ECHILD) return ExitStatus{};  // somebody else reaped it
    if (errno != EINTR) return std::nullopt;
  }
  if (ended.si_pid == 0) return std::nullopt;
  return from_siginfo(ended);
}

void reap_ending_child(Pid pid) {
  siginfo_t ended{};
  while (::waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED) != 0 && errno == EINTR) {
  }
}

}  // namespace tidemark::probes
