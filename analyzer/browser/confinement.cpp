#include "analyzer/browser/confinement.hpp"

#include <linux/capability.h>
#include <pwd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <random>

#include "probes/base/clock.hpp"
#include "probes/process/child.hpp"

namespace tidemark::analyzer {
namespace fs = std::filesystem;

namespace {

constexpr uid_t kFirstUser = 61184;
constexpr uid_t kLastUser = 65519;

bool has_name(uid_t user) {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> buffer{};
  return ::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr;
}

uid_t random_user() {
  std::random_device random;
  return std::uniform_int_distribution<uid_t>(kFirstUser, kLastUser)(random);
}

// A root that may become somebody else, but not end or clean up behind whom it became, must not
// begin. Containers may lack any of these.
bool root_can_clean_up() {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  std::array<__user_cap_data_struct, 2> held{};
  if (::syscall(SYS_capget, &header, held.data()) != 0) return false;
  for (const auto wanted :
       {CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_KILL, CAP_SETGID, CAP_SETUID}) {
    if ((held[0].effective & (1U << static_cast<unsigned>(wanted))) == 0) return false;
  }
  return true;
}

// Whether `command` succeeds for that user (us if absent).
bool succeeds(const probes::Command& command, const std::optional<probes::RunAs>& user) {
  auto process = probes::Child::start(command, {.run_as = user});
  if (!process) return false;
  constexpr auto kPatience = std::chrono::seconds(5);
  const auto status = process->wait(Deadline::in(kPatience));
  return status && status->success();
}

// Runs `executable` from the directory, as a browser is.
bool can_reach(const fs::path& executable, const fs::path& directory, const probes::RunAs& user) {
  return succeeds({.program = "test",
                   .arguments = {"-x", executable.string(), "-a", "-r", executable.string()},
                   .working_directory = directory},
                  user);
}

// What Chromium builds its sandbox from. The helper is of Debian's package chromium-sandbox.
bool has_sandbox(const fs::path& executable, const std::optional<probes::RunAs>& user) {
  const bool namespaces =
      succeeds({.program = "unshare", .arguments = {"--user", "--map-current-user", "true"}}, user);
  if (namespaces) return true;
  const fs::path helper = executable.parent_path() / "chrome-sandbox";
  return succeeds({.program = "test", .arguments = {"-u", helper.string()}}, user);
}

}  // namespace

Confinement find_confinement(const fs::path& executable, const fs::path& scratch_root) {
  Confinement found;
  std::optional<probes::RunAs> user;
  if (::geteuid() == 0) {
    user = unused_user();
    if (!root_can_clean_up()) {
      found.missing.emplace_back(
          "running as root without the capabilities to start and end processes of another user: "
          "the browsers are root too, without Chromium's sandbox; run as an ordinary user");
      return found;
    }
    if (!can_reach(executable, scratch_root, *user)) {
      found.missing.push_back("an unprivileged user cannot reach " + executable.string() + " or " +
                              scratch_root.string() +
                              ": the browsers are root, without Chromium's sandbox; set TMPDIR to "
                              "a directory that every user may enter");
      return found;
    }
    found.drops_root = true;
  }
  found.sandbox = has_sandbox(executable, user);
  if (!found.sandbox) {
    found.missing.emplace_back(
        "user namespaces are refused: Chromium's sandbox is off; allow them (sysctl "
        "kernel.unprivileged_userns_clone=1; in a container: its seccomp profile) or install the "
        "package chromium-sandbox");
  }
  return found;
}

probes::RunAs unused_user() {
  // Consecutive numbers from a random one: ours are all different, another Tidemark's most likely.
  static uid_t next = random_user();
  do {
    next = next == kLastUser ? kFirstUser : next + 1;
  } while (has_name(next));
  return {.user = next, .group = next};
}

}  // namespace tidemark::analyzer
