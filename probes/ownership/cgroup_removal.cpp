#include "probes/ownership/cgroup_removal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>
#include <vector>

#include "probes/base/unique_fd.hpp"
#include "probes/ownership/cgroup_scope.hpp"

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;

// Between two tries to remove a group whose killed processes are on their way out.
constexpr int kPauseMs = 5;

// The group and those below it, the deepest first.
std::vector<fs::path> deepest_first(const fs::path& group) {
  std::vector<fs::path> groups;
  std::error_code error;
  fs::recursive_directory_iterator below(group, error);
  for (const fs::recursive_directory_iterator end; !error && below != end; below.increment(error)) {
    std::error_code ignored;
    if (!below->is_symlink(ignored) && below->is_directory(ignored)) {
      groups.push_back(below->path());
    }
  }
  std::ranges::reverse(groups);  // parents come before their children
  groups.push_back(group);
  return groups;
}

// 0 or an errno. The kernel's own files in a group do not keep rmdir(2) from removing it.
int try_to_remove(const fs::path& group) {
  int last = 0;
  for (const fs::path& each : deepest_first(group)) {
    last = ::rmdir(each.c_str()) == 0 ? 0 : errno;
  }
  return last;
}

bool is_stale(const fs::path& group) {
  const UniqueFd directory(::open(group.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return directory && ::flock(directory.get(), LOCK_EX | LOCK_NB) == 0;
}

}  // namespace

Result<void> kill_cgroup(const fs::path& group) {
  const fs::path path = group / "cgroup.kill";
  const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file) {
    const int error = errno;
    if (error == ENOENT && ::access(group.c_str(), F_OK) == 0) {
      return failure(ErrorCode::kUnavailable,
                     "kill the cgroup " + group.string() + ": Linux 5.14 or later can");
    }
    if (error == ENOENT) return failure(ErrorCode::kGone, "there is no cgroup " + group.string());
    return system_failure("open " + path.string(), error);
  }
  if (::write(file.get(), "1", 1) != 1) return system_failure("write " + path.string(), errno);
  return {};
}

Result<void> remove_cgroup(const fs::path& group, Deadline deadline) {
  const std::string operation = "remove the cgroup " + group.string();
  for (;;) {
    const int error = try_to_remove(group);
    if (error == 0) return {};
    if (error == ENOENT) return failure(ErrorCode::kGone, operation + ": it is not there");
    if (error != EBUSY && error != ENOTEMPTY) return system_failure(operation, error);
    if (deadline.passed()) {
      return failure(ErrorCode::kTimedOut, operation + ": a process still lives in it");
    }
    ::poll(nullptr, 0, kPauseMs);  // the kernel offers no event for v1
  }
}

Result<void> end_cgroups(const CgroupPlace& groups, Deadline deadline) {
  Result<void> ended;
  if (groups.unified) static_cast<void>(kill_cgroup(*groups.unified));
  for (const auto& group : {groups.memory, groups.pids, groups.cpu, groups.unified}) {
    if (!group) continue;
    const Result<void> removed = remove_cgroup(*group, deadline);
    if (!removed && removed.error().code != ErrorCode::kGone) ended = removed;
  }
  return ended;
}

int sweep_stale_scopes(const fs::path& parent) {
  std::vector<fs::path> stale;
  std::error_code error;
  for (fs::directory_iterator entry(parent, error), end; !error && entry != end;
       entry.increment(error)) {
    if (!entry->path().filename().string().starts_with(kScopePrefix)) continue;
    std::error_code ignored;
    if (entry->is_directory(ignored) && is_stale(entry->path())) stale.push_back(entry->path());
  }
  return static_cast<int>(std::ranges::count_if(
      stale, [](const fs::path& group) { return try_to_remove(group) == 0; }));
}

}  // namespace tidemark::probes
