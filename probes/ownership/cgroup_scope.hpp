// A control group for one subject, so that whatever it starts is known to be its own.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"
#include "probes/ownership/cgroup_facts.hpp"
#include "probes/ownership/cgroup_place.hpp"

namespace tidemark::probes {

// Scopes are called tidemark-PID-N, after the process that made them.
inline constexpr std::string_view kScopePrefix = "tidemark-";

// What a scope is to be able to do beside counting and ending its processes.
struct ScopeWants {
  bool memory_limit = false;
  bool cpu_limit = false;  // a cpu group of its own weighs as much as one thread outside of it
};

// Owns a v2 group below our own, and on a hybrid host one in v1's memory and pids hierarchies for
// their accounting. Each is leased (flock) as long as this object or its process lives, so that a
// later start can tell a forgotten one (sweep_stale_scopes). The destructor kills what still lives
// in it and removes it, within 5 s.
class CgroupScope {
 public:
  // Sweeps stale scopes, then makes one. kUnavailable: no v2 hierarchy can be reached; kDenied: it
  // is not ours to write; the message says how to get there.
  [[nodiscard]] static Result<CgroupScope> create(const ScopeWants& wants = {});
  // The same with a known place of our own. Where v2 has a controller that is wanted, and only the
  // group around ours hands it down, the scope is made there, beside ours: a group with processes
  // in it, as ours, cannot hand anything down.
  [[nodiscard]] static Result<CgroupScope> create_below(const CgroupPlace& own,
                                                        const ScopeWants& wants = {});

  CgroupScope(CgroupScope&&) noexcept = default;
  CgroupScope& operator=(CgroupScope&&) = delete;
  CgroupScope(const CgroupScope&) = delete;
  CgroupScope& operator=(const CgroupScope&) = delete;
  ~CgroupScope();

  // Its directories. `unified` is always there.
  [[nodiscard]] const CgroupPlace& place() const { return place_; }
  // For StartOptions::join_cgroups; open as long as the scope.
  [[nodiscard]] std::vector<int> join_descriptors() const;

  // All processes in it and in groups that the subject made below it, zombies left out.
  [[nodiscard]] Result<std::vector<Pid>> members() const;
  // Whether any process lives in it.
  [[nodiscard]] bool populated() const;
  // See kill_cgroup().
  Result<void> kill() const;
  // Memory and pids, from v2 or, on a hybrid host, v1.
  [[nodiscard]] CgroupFacts facts() const;

  // Gives the groups away: the caller ends them (end_cgroups). The lease ends.
  [[nodiscard]] CgroupPlace release();

 private:
  struct Group {
    std::filesystem::path path;
    UniqueFd lease;
    UniqueFd procs;
  };
  explicit CgroupScope(Group unified);
  [[nodiscard]] static Result<Group> make_group(const std::filesystem::path& parent);
  void join_too(Group group, std::optional<std::filesystem::path>& directory);

  CgroupPlace place_;
  std::vector<Group> groups_;  // the unified one first; empty: moved from or released
};

}  // namespace tidemark::probes
