// What to start, and what it inherits.
#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::probes {

// `program` is a path, or a name without '/' looked up in the PATH of `environment` (ours if
// absent). A relative path is relative to our working directory, whatever `working_directory` says.
// The program sees `program` as its argv[0].
struct Command {
  std::filesystem::path program = {};
  std::vector<std::string> arguments = {};                   // without argv[0]
  std::optional<std::vector<std::string>> environment = {};  // KEY=VALUE; absent: ours
  std::filesystem::path working_directory = {};              // empty: ours
};

// Gives the child our descriptor `ours` under the number `theirs`. `ours` stays open here and may
// be close-on-exec.
struct InheritedFd {
  int theirs = -1;
  int ours = -1;
};

// The process group a child is put into.
enum class Group {
  kOurs,        // stays in our group: a terminal's Ctrl-C reaches it
  kOwn,         // leads its own group, so that group signals reach it and its children only
  kOwnSession,  // leads its own session and group, without a controlling terminal
};

// Whom a program runs as: this user and these groups, without capabilities unless the user is root.
struct RunAs {
  uid_t user = 0;
  gid_t group = 0;
  std::vector<gid_t> groups = {};  // beside `group`

  friend bool operator==(const RunAs&, const RunAs&) = default;
};

// A limit of setrlimit(2), soft and hard, so that the child cannot raise it again.
struct ResourceLimit {
  int resource = 0;  // RLIMIT_NOFILE, ...
  rlim_t most = RLIM_INFINITY;

  friend bool operator==(const ResourceLimit&, const ResourceLimit&) = default;
};

struct StartOptions {
  Group group = Group::kOwn;
  // Given up for good before the exec; needs root. `working_directory` must be reachable for it.
  std::optional<RunAs> run_as = {};
  // Sent to the child by the kernel when the *thread* that started it ends (prctl(2)): start such a
  // child only from a thread that lives as long as the program.
  std::optional<int> parent_death_signal = {};
  // 0, 1 and 2 are /dev/null unless listed here. Everything not listed is closed in the child.
  std::vector<InheritedFd> descriptors = {};
  // Files cgroup.procs, open for writing, of the cgroups that the child enters before its exec, so
  // that nothing it ever starts is outside. They stay open here.
  std::vector<int> join_cgroups = {};
  // Set before `run_as`. kDenied: one above ours, which only root may give.
  std::vector<ResourceLimit> limits = {};
};

}  // namespace tidemark::probes
