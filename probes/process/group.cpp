#include "probes/process/group.hpp"

#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <string>
#include <system_error>

#include "probes/process/pidfd.hpp"

namespace tidemark::probes {
namespace {

// What one look over /proc found of a group.
enum class Members { kNone, kEnded, kStuck };

// Waits for every living member found in one pass over /proc. A member is watched through a pidfd,
// so the wait ends with it and needs no polling interval.
Members wait_for_members(Pid group, Deadline deadline) {
  Members found = Members::kNone;
  std::error_code error;
  std::filesystem::directory_iterator entry("/proc", error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename();
    Pid pid = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (parsed.ec != std::errc() || parsed.ptr != name.data() + name.size()) continue;
    if (::getpgid(pid) != group) continue;
    const auto pidfd = open_pidfd(pid);
    if (!pidfd || has_ended(pidfd->get())) continue;
    if (::getpgid(pid) != group) continue;  // now of the very process that the pidfd names
    found = Members::kEnded;
    if (!wait_ended(pidfd->get(), deadline)) return Members::kStuck;
  }
  return found;
}

}  // namespace

bool leads_group(int pidfd, Pid leader) {
  if (::getpgid(leader) != leader) return false;
  // The order matters: still there after the look means that the pid was its own during the look.
  const auto there = send_signal(pidfd, 0);
  return there || there.error().code == ErrorCode::kDenied;
}

Result<void> kill_group(int pidfd, Pid leader, Deadline deadline) {
  for (;;) {
    if (auto sent = send_group_signal(pidfd, leader, SIGKILL); !sent) {
      if (sent.error().code == ErrorCode::kGone) return {};
      return sent;
    }
    // A fork cannot slip through: the kernel delivers a group signal to a child being forked as
    // well. But a process may have been moved into the group meanwhile, hence the loop.
    switch (wait_for_members(leader, deadline)) {
      case Members::kNone: return {};
      case Members::kStuck:
        return failure(
            ErrorCode::kTimedOut,
            "kill process group " + std::to_string(leader) +
                ": a member still lives after SIGKILL (another user's, or stuck in the kernel)");
      case Members::kEnded: break;
    }
  }
}

}  // namespace tidemark::probes
