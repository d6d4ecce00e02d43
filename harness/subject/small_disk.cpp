#include "harness/subject/small_disk.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace tidemark::harness {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> refused(const std::string& operation, int error) {
  return failure(ErrorCode::kUnavailable,
                 system_error(operation, error).message +
                     " (run as root, or allow user namespaces; in a container: allow unshare)");
}

Result<void> write_file(const char* file, const std::string& text) {
  const UniqueFd fd(::open(file, O_WRONLY | O_CLOEXEC));
  if (!fd || ::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    return refused(std::string("write ") + file, errno);
  }
  return {};
}

// A user without the right to mount gets it in a user namespace of his own.
Result<void> enter_user_namespace() {
  const std::string user = std::to_string(::geteuid());
  const std::string group = std::to_string(::getegid());
  if (::unshare(CLONE_NEWUSER) != 0) return refused("make a user namespace", errno);
  // Without it our files in /proc belong to root, and the next lines are denied.
  ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
  if (auto done = write_file("/proc/self/setgroups", "deny"); !done) return done;
  if (auto done = write_file("/proc/self/uid_map", user + " " + user + " 1"); !done) return done;
  return write_file("/proc/self/gid_map", group + " " + group + " 1");
}

Result<void> enter_mount_namespace() {
  if (::unshare(CLONE_NEWNS) != 0) {
    if (errno != EPERM) return refused("make a mount namespace", errno);
    if (auto entered = enter_user_namespace(); !entered) return entered;
    if (::unshare(CLONE_NEWNS) != 0) return refused("make a mount namespace", errno);
  }
  // Mounts of ours must not spread to where we come from.
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    return refused("make mounts private", errno);
  }
  return {};
}

}  // namespace

Result<UniqueFd> mount_small_disk(const fs::path& directory, Bytes size) {
  struct stat covered{};
  if (::stat(directory.c_str(), &covered) != 0) {
    return system_failure("look at " + directory.string(), errno);
  }
  if (auto entered = enter_mount_namespace(); !entered) return std::unexpected(entered.error());
  const std::string options =
      "size=" + std::to_string(size.count) + fmt::format(",mode={:o}", covered.st_mode & 07777U);
  if (::mount("tidemark", directory.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, options.c_str()) != 0) {
    return refused("mount a tmpfs", errno);
  }
  if (::geteuid() == 0 && ::chown(directory.c_str(), covered.st_uid, covered.st_gid) != 0) {
    return system_failure("give away " + directory.string(), errno);
  }
  UniqueFd root(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root) return system_failure("open " + directory.string(), errno);
  return root;
}

}  // namespace tidemark::harness
