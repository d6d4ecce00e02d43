// What the harness and its supervisor say to each other: one JSON object per message.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/stage/stage_plan.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"
#include "probes/ownership/cgroup_place.hpp"
#include "probes/process/command.hpp"
#include "probes/process/exit_status.hpp"

namespace tidemark::harness {

// Orders of the harness.

// Start the subject; its stdin, stdout and stderr travel along.
struct StartSubject {
  std::vector<std::string> command;       // argv
  std::vector<std::string> environment;   // KEY=VALUE beside what is inherited
  std::vector<std::string> without = {};  // names of variables that are not inherited
  std::filesystem::path directory = {};   // empty: the supervisor's
  std::vector<probes::ResourceLimit> limits = {};
  bool reap_orphans = true;  // until the tree is ended; otherwise they stay zombies until then
  std::optional<probes::RunAs> run_as = {};  // absent: as the supervisor
  friend bool operator==(const StartSubject&, const StartSubject&) = default;
};
// SIGTERM to the subject if it runs, then SIGKILL to whatever is left of the tree after the grace.
struct EndTree {
  Milliseconds grace{0};
  friend bool operator==(const EndTree&, const EndTree&) = default;
};
// A directory to remove when the harness has gone, beside those told before.
struct RemoveAtEnd {
  std::filesystem::path directory;
  friend bool operator==(const RemoveAtEnd&, const RemoveAtEnd&) = default;
};
// The control groups that subjects are started in from now on; with it travel their files
// cgroup.procs. They are the harness's to remove, and the supervisor's once it has gone.
struct UseCgroups {
  probes::CgroupPlace groups;
  friend bool operator==(const UseCgroups&, const UseCgroups&) = default;
};
// Move onto a stage, before anything has been started.
struct BuildStage {
  StagePlan plan;
  friend bool operator==(const BuildStage&, const BuildStage&) = default;
};
// Cover a directory with a small disk, before anything has been started; see mount_small_disk().
struct MountSmallDisk {
  std::filesystem::path directory;
  Bytes size;
  friend bool operator==(const MountSmallDisk&, const MountSmallDisk&) = default;
};
using Order =
    std::variant<StartSubject, EndTree, RemoveAtEnd, UseCgroups, BuildStage, MountSmallDisk>;

// Reports of the supervisor.

struct SubjectStarted {
  ProcessId id;
  friend bool operator==(const SubjectStarted&, const SubjectStarted&) = default;
};
struct StartFailed {
  ErrorCode code = ErrorCode::kIo;
  std::string message;
  friend bool operator==(const StartFailed&, const StartFailed&) = default;
};
struct SubjectEnded {
  ProcessId id;
  probes::ExitStatus status;
  friend bool operator==(const SubjectEnded&, const SubjectEnded&) = default;
};
// The answer to EndTree. `left` processes withstood SIGKILL: another user's, or stuck in the
// kernel.
struct TreeEnded {
  int killed = 0;
  int left = 0;
  friend bool operator==(const TreeEnded&, const TreeEnded&) = default;
};
// The answer to BuildStage; the sockets for HTTP, HTTPS, DNS and DNS over TCP travel along.
// StartFailed: there is no stage, and nothing may be started here any more.
struct StageBuilt {
  std::vector<std::string> remarks;
  friend bool operator==(const StageBuilt&, const StageBuilt&) = default;
};
// The answer to MountSmallDisk; a descriptor of the covering directory travels along. StartFailed:
// there is none.
struct SmallDiskMounted {
  friend bool operator==(const SmallDiskMounted&, const SmallDiskMounted&) = default;
};
using Report = std::variant<SubjectStarted, StartFailed, SubjectEnded, TreeEnded, StageBuilt,
                            SmallDiskMounted>;

[[nodiscard]] std::string to_text(const Order& order);
[[nodiscard]] std::string to_text(const Report& report);
// kProtocol: not a message of ours.
[[nodiscard]] Result<Order> parse_order(std::string_view text);
[[nodiscard]] Result<Report> parse_report(std::string_view text);

}  // namespace tidemark::harness
