#include "probes/process/reap_strangers.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;

// The ended child that waitid would give next, left as it is. `which` is P_ALL, or P_PID with
// `pid`.
std::optional<Pid> look(idtype_t which, Pid pid) {
  siginfo_t ended{};
  const int failed = ::waitid(which, static_cast<id_t>(pid), &ended, WEXITED | WNOHANG | WNOWAIT);
  if (failed != 0 || ended.si_pid == 0) return {};
  return ended.si_pid;
}

std::optional<ReapedStranger> reap(Pid pid) {
  // A zombie keeps its pid until it is reaped, so this still is the one that was looked at.
  const Result<ProcessId> id = read_process_id(pid);
  siginfo_t ended{};
  if (::waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOHANG) != 0 ||
      ended.si_pid == 0) {
    return {};
  }
  ReapedStranger reaped{.id = id.value_or(ProcessId{.pid = pid})};
  if (ended.si_code == CLD_EXITED) {
    reaped.status.code = ended.si_status;
  } else {
    reaped.status.signal = ended.si_status;
  }
  return reaped;
}

// Our children, of all our threads; empty on a kernel without CONFIG_PROC_CHILDREN.
std::vector<Pid> children() {
  std::vector<Pid> pids;
  std::error_code error;
  for (fs::directory_iterator task("/proc/self/task", error), end; !error && task != end;
       task.increment(error)) {
    std::ifstream file(task->path() / "children");
    for (Pid pid = 0; file >> pid;) pids.push_back(pid);
  }
  return pids;
}

}  // namespace

Result<void> become_subreaper() {
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0)
    return system_failure("become subreaper", errno);
  return {};
}

std::vector<ReapedStranger> reap_strangers(const std::set<Pid>& owned) {
  std::vector<ReapedStranger> reaped;
  std::optional<Pid> first = look(P_ALL, 0);
  while (first && !owned.contains(*first)) {
    if (std::optional<ReapedStranger> one = reap(*first)) reaped.push_back(*std::move(one));
    first = look(P_ALL, 0);
  }
  if (!first) return reaped;
  // The same zombie comes first as long as its owner has not reaped it, and hides those behind it:
  // they have to be asked for by name.
  for (const Pid pid : children()) {
    if (owned.contains(pid) || !look(P_PID, pid)) continue;
    if (std::optional<ReapedStranger> one = reap(pid)) reaped.push_back(*std::move(one));
  }
  return reaped;
}

bool has_children() {
  siginfo_t any{};
  while (::waitid(P_ALL, 0, &any, WEXITED | WNOHANG | WNOWAIT) != 0) {
    if (errno != EINTR) return errno != ECHILD;
  }
  return true;
}

}  // namespace tidemark::probes
