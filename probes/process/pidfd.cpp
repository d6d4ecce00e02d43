#include "probes/process/pidfd.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <limits>
#include <string>

namespace tidemark::probes {
namespace {

// linux/pidfd.h of Linux 6.9; Debian 12's headers are older.
constexpr unsigned int kSignalProcessGroup = 1U << 2U;

// glibc 2.36 declares its wrappers without extern "C", so they do not link from C++.
int pidfd_send_signal(int pidfd, int signal_number, unsigned int flags) {
  return static_cast<int>(syscall(SYS_pidfd_send_signal, pidfd, signal_number, nullptr, flags));
}

}  // namespace

Result<UniqueFd> open_pidfd(Pid pid) {
  UniqueFd pidfd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0U)));
  if (!pidfd) return system_failure("open pidfd of process " + std::to_string(pid), errno);
  return pidfd;
}

bool wait_ended(int pidfd, Deadline deadline) {
  for (;;) {
    pollfd watched{.fd = pidfd, .events = POLLIN, .revents = 0};
    const auto longest = Milliseconds(std::numeric_limits<int>::max());
    const auto left = std::min(deadline.remaining(), longest);
    const int ready = ::poll(&watched, 1, static_cast<int>(left.count()));
    if (ready > 0) return true;
    if (ready == 0 && deadline.passed()) return false;
    if (ready < 0 && errno != EINTR) return false;
  }
}

bool has_ended(int pidfd) { return wait_ended(pidfd, Deadline(SteadyTime())); }

Result<void> send_signal(int pidfd, int signal_number) {
  if (pidfd_send_signal(pidfd, signal_number, 0) == 0) return {};
  return system_failure("send signal " + std::to_string(signal_number) + " to a process", errno);
}

bool kernel_signals_groups_by_pidfd() {
  // Older kernels refuse every flag before they look at the descriptor: -1 tells the two apart.
  static const bool works = pidfd_send_signal(-1, 0, kSignalProcessGroup) < 0 && errno == EBADF;
  return works;
}

Result<void> send_group_signal(int pidfd, Pid leader, int signal_number) {
  assert(leader > 1);  // kill(2) reads -1 as "everybody" and 0 as "my own group"
  const int sent = kernel_signals_groups_by_pidfd()
                       ? pidfd_send_signal(pidfd, signal_number, kSignalProcessGroup)
                       : ::kill(-leader, signal_number);
  if (sent == 0) return {};
  return system_failure("send signal " + std::to_string(signal_number) + " to process group " +
                            std::to_string(leader),
                        errno);
}

void kill_unreaped_child(Pid pid) {
  assert(pid > 1);
  ::kill(pid, SIGKILL);
}

}  // namespace tidemark::probes
