#include "probes/process/child_setup.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <limits>

namespace tidemark::probes {
namespace {

int errno_if(int returned) { return returned < 0 ? errno : 0; }

// Ignored signals stay ignored across exec, handlers must not run in the child. An ignored SIGHUP
// is what nohup(1) asks for and is passed on.
void reset_dispositions() {
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction now{};
    if (::sigaction(number, nullptr, &now) != 0) continue;
    if (number == SIGHUP && now.sa_handler == SIG_IGN) continue;
    struct sigaction defaults{};
    defaults.sa_handler = SIG_DFL;
    ::sigaction(number, &defaults, nullptr);
  }
}

int enter_group(Group group) {
  switch (group) {
    case Group::kOurs: return 0;
    case Group::kOwn: return errno_if(::setpgid(0, 0));
    case Group::kOwnSession: return errno_if(::setsid());
  }
  return EINVAL;
}

// A 0 stands for the process that writes it (cgroups(7)).
int enter_cgroups(std::span<const int> cgroups) {
  for (const int procs : cgroups) {
    if (::write(procs, "0", 1) != 1) return errno;
  }
  return 0;
}

int set_limits(std::span<const ResourceLimit> limits) {
  for (const ResourceLimit& limit : limits) {
    const rlimit both{.rlim_cur = limit.most, .rlim_max = limit.most};
    if (::prlimit(0, static_cast<__rlimit_resource>(limit.resource), &both, nullptr) != 0) {
      return errno;
    }
  }
  return 0;
}

// The bare system calls: glibc's wrappers would try to tell the parent's other threads. Leaving
// user 0 drops all capabilities.
int become(const RunAs* user) {
  if (user == nullptr) return 0;
  if (::syscall(SYS_setgroups, user->groups.size(), user->groups.data()) != 0) return errno;
  if (::syscall(SYS_setresgid, user->group, user->group, user->group) != 0) return errno;
  return ::syscall(SYS_setresuid, user->user, user->user, user->user) != 0 ? errno : 0;
}

int ask_for_parent_death_signal(int number, pid_t parent) {
  if (number == 0) return 0;
  if (::prctl(PR_SET_PDEATHSIG, number, 0, 0, 0) != 0) return errno;
  // The parent may have died before the call, and then the signal never comes.
  if (::getppid() != parent) ::_exit(127);
  return 0;
}

int move_descriptors(std::span<const FdMove> moves) {
  // Marked, not closed: the launcher's error pipe is among them and must work until the exec. dup2
  // makes its targets inheritable again.
  constexpr unsigned int kAll = std::numeric_limits<unsigned int>::max();
  if (::close_range(0, kAll, CLOSE_RANGE_CLOEXEC) != 0) return errno;
  for (const FdMove& move : moves) {
    if (::dup2(move.from, move.to) < 0) return errno;
  }
  return 0;
}

int clear_signal_mask() {
  sigset_t none;
  ::sigemptyset(&none);
  return errno_if(::sigprocmask(SIG_SETMASK, &none, nullptr));
}

}  // namespace

int ChildSetup::apply() const {
  reset_dispositions();
  SetupFailure failure{.step = SetupStep::kGroup, .error = enter_group(group)};
  if (failure.error == 0) {
    failure = {.step = SetupStep::kCgroup, .error = enter_cgroups(cgroups)};
  }
  // Before it: only root raises limits.
  if (failure.error == 0) failure = {.step = SetupStep::kLimits, .error = set_limits(limits)};
  if (failure.error == 0) failure = {.step = SetupStep::kUser, .error = become(run_as)};
  // After it: a change of user takes the signal back.
  if (failure.error == 0) {
    failure = {.step = SetupStep::kParentDeath,
               .error = ask_for_parent_death_signal(parent_death_signal, parent)};
  }
  if (failure.error == 0 && directory != nullptr) {
    failure = {.step = SetupStep::kDirectory, .error = errno_if(::chdir(directory))};
  }
  if (failure.error == 0) {
    failure = {.step = SetupStep::kDescriptors, .error = move_descriptors(moves)};
  }
  // Last, so that no signal ends the child while it could not yet report a failure.
  if (failure.error == 0) failure = {.step = SetupStep::kSignals, .error = clear_signal_mask()};
  if (failure.error == 0) return 0;
  // Shorter than PIPE_BUF: written whole or not at all.
  [[maybe_unused]] const ssize_t written = ::write(report_fd, &failure, sizeof failure);
  return failure.error;
}

const char* describe(SetupStep step) {
  switch (step) {
    case SetupStep::kSignals: return "reset its signals";
    case SetupStep::kGroup: return "enter its process group";
    case SetupStep::kCgroup: return "enter its cgroup";
    case SetupStep::kLimits: return "set its limits";
    case SetupStep::kUser: return "become another user";
    case SetupStep::kParentDeath: return "set its parent-death signal";
    case SetupStep::kDirectory: return "enter its working directory";
    case SetupStep::kDescriptors: return "pass its descriptors";
  }
  return "set up";
}

}  // namespace tidemark::probes
