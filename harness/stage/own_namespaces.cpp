#include "harness/stage/own_namespaces.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>

#include "probes/base/unique_fd.hpp"

namespace tidemark::harness {
namespace {

constexpr int kNetworkAndMounts = CLONE_NEWNET | CLONE_NEWNS;

// The first line of a setting of the kernel's; empty where it has none of that name.
std::string setting(const char* file) {
  const UniqueFd fd(::open(file, O_RDONLY | O_CLOEXEC));
  if (!fd) return {};
  std::string text(64, '\0');
  const ssize_t got = ::read(fd.get(), text.data(), text.size());
  text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return text.substr(0, text.find('\n'));
}

std::string what_to_do() {
  if (setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1") {
    return "AppArmor keeps them from ordinary users: sysctl "
           "kernel.apparmor_restrict_unprivileged_userns=0, or run as root";
  }
  if (setting("/proc/sys/kernel/unprivileged_userns_clone") == "0") {
    return "they are switched off for ordinary users: sysctl kernel.unprivileged_userns_clone=1, "
           "or run as root";
  }
  for (const char* kind : {"user", "net", "mnt"}) {
    if (setting(fmt::format("/proc/sys/user/max_{}_namespaces", kind).c_str()) == "0") {
      return fmt::format("sysctl user.max_{}_namespaces is 0 here; raise it", kind);
    }
  }
  return "in a container allow it to unshare (--security-opt seccomp=unconfined, or "
         "--cap-add SYS_ADMIN), else run as root";
}

std::unexpected<Error> refused(std::string_view step, int error) {
  return failure(ErrorCode::kUnavailable,
                 fmt::format("no network of its own for the subject: {}; {}",
                             system_error(step, error).message, what_to_do()));
}

Result<void> write_map(const char* file, const std::string& text) {
  const UniqueFd fd(::open(file, O_WRONLY | O_CLOEXEC));
  if (!fd || ::write(fd.get(), text.data(), text.size()) < 0) {
    return refused(fmt::format("write {}", file), errno);
  }
  return {};
}

// Not root inside: Chromium would refuse its sandbox, and files would seem to be root's.
Result<void> stay_who_we_are(uid_t user, gid_t group) {
  // Without it nobody may map a group, lest one is left whose files are closed to its members.
  if (auto denied = write_map("/proc/self/setgroups", "deny"); !denied) return denied;
  if (auto mapped = write_map("/proc/self/uid_map", fmt::format("{0} {0} 1", user)); !mapped) {
    return mapped;
  }
  return write_map("/proc/self/gid_map", fmt::format("{0} {0} 1", group));
}

}  // namespace

Result<void> enter_own_namespaces() {
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  if (::unshare(kNetworkAndMounts) != 0) {
    if (errno != EPERM) return refused("make network and mount namespaces", errno);
    if (::unshare(kNetworkAndMounts | CLONE_NEWUSER) != 0) {
      return refused("make user, network and mount namespaces", errno);
    }
    if (auto mapped = stay_who_we_are(user, group); !mapped) return mapped;
  }
  // What is mounted outside later is seen here too, what is mounted here stays here.
  if (::mount("none", "/", nullptr, MS_REC | MS_SLAVE, nullptr) != 0) {
    return refused("keep mounts to itself", errno);
  }
  return {};
}

}  // namespace tidemark::harness
