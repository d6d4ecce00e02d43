#include "probes/ownership/cgroup_scope.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <fstream>
#include <string>
#include <utility>

#include "probes/ownership/cgroup_reader.hpp"
#include "probes/ownership/cgroup_removal.hpp"

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kEndTime{5};
constexpr int kTries = 100;

std::string next_name() {
  static std::atomic<unsigned int> number{0};
  return std::string(kScopePrefix) + std::to_string(::getpid()) + "-" +
         std::to_string(number.fetch_add(1));
}

// Whether the leased directory still is the one at `path`: another start may have swept it between
// its making and its lease.
bool is_still_at(const UniqueFd& directory, const fs::path& path) {
  struct stat ours{};
  struct stat there{};
  return ::fstat(directory.get(), &ours) == 0 && ::stat(path.c_str(), &there) == 0 &&
         ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

bool may_move_processes_in(const fs::path& group) {
  return ::faccessat(AT_FDCWD, (group / "cgroup.procs").c_str(), W_OK, AT_EACCESS) == 0;
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  std::string text;
  std::getline(stream, text);
  return text + " ";
}

// Whether the file, a list like "cpu memory pids", has what is wanted and `offered` has too.
bool lists(const fs::path& file, const ScopeWants& wants, const std::string& offered) {
  const std::string list = " " + text_of(file);
  const auto has = [&](const char* controller) {
    return !(" " + offered).contains(controller) || list.contains(controller);
  };
  return (!wants.memory_limit || has(" memory ")) && (!wants.cpu_limit || has(" cpu "));
}

// Where the v2 group is to be made.
fs::path parent_for(const fs::path& own, const ScopeWants& wants) {
  const std::string offered = text_of(own / "cgroup.controllers");
  const fs::path around = own.parent_path();
  const bool beside = !lists(own / "cgroup.subtree_control", wants, offered) &&
                      may_move_processes_in(around) &&
                      lists(around / "cgroup.subtree_control", wants, offered);
  return beside ? around : own;
}

std::unexpected<Error> cannot_make(const fs::path& parent, int error) {
  const std::string operation = "make a cgroup in " + parent.string();
  if (error == EACCES || error == EPERM || error == EROFS) {
    return failure(ErrorCode::kDenied,
                   operation +
                       ": not ours to write (run as root, or in a delegated scope: "
                       "systemd-run --user --scope -p Delegate=yes ...)");
  }
  return failure(ErrorCode::kUnavailable, system_error(operation, error).message);
}

}  // namespace

Result<CgroupScope::Group> CgroupScope::make_group(const fs::path& parent) {
  for (int tries = 0; tries < kTries; ++tries) {
    Group group{.path = parent / next_name(), .lease = {}, .procs = {}};
    if (::mkdir(group.path.c_str(), 0755) != 0) {
      if (errno == EEXIST) continue;
      return cannot_make(parent, errno);
    }
    group.lease.reset(::open(group.path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!group.lease || ::flock(group.lease.get(), LOCK_EX | LOCK_NB) != 0 ||
        !is_still_at(group.lease, group.path)) {
      continue;
    }
    group.procs.reset(::open((group.path / "cgroup.procs").c_str(), O_WRONLY | O_CLOEXEC));
    if (group.procs) return group;
    const int error = errno;
    ::rmdir(group.path.c_str());
    return cannot_make(parent, error);
  }
  return failure(ErrorCode::kUnavailable,
                 "make a cgroup in " + parent.string() + ": somebody keeps removing it");
}

Result<CgroupScope> CgroupScope::create(const ScopeWants& wants) {
  const Result<CgroupPlace> own = read_own_cgroup_place();
  if (!own) return std::unexpected(own.error());
  return create_below(*own, wants);
}

Result<CgroupScope> CgroupScope::create_below(const CgroupPlace& own, const ScopeWants& wants) {
  if (!own.unified) {
    return failure(ErrorCode::kUnavailable,
                   "there is no cgroup v2 hierarchy that reaches this process (mount cgroup2, or "
                   "give the container its own cgroup namespace)");
  }
  // Moving a process wants the right to write where both groups hang (cgroups(7)).
  if (!may_move_processes_in(*own.unified)) return cannot_make(*own.unified, errno);
  const std::optional<fs::path> parent_of_unified = parent_for(*own.unified, wants);
  for (const auto& parent : {own.unified, parent_of_unified, own.memory, own.pids, own.cpu}) {
    if (parent) sweep_stale_scopes(*parent);
  }
  Result<Group> unified = make_group(*parent_of_unified);
  if (!unified) return std::unexpected(unified.error());
  CgroupScope scope(*std::move(unified));
  // Without these there is less to read, and nothing else is missing.
  const auto add = [&](const std::optional<fs::path>& parent, std::optional<fs::path>& directory) {
    if (!parent || !may_move_processes_in(*parent)) return;
    if (Result<Group> group = make_group(*parent)) scope.join_too(*std::move(group), directory);
  };
  add(own.memory, scope.place_.memory);
  if (own.pids != own.memory) add(own.pids, scope.place_.pids);
  if (wants.cpu_limit) {
    if (own.cpu == own.memory) {
      scope.place_.cpu = scope.place_.memory;
    } else if (own.cpu == own.pids) {
      scope.place_.cpu = scope.place_.pids;
    } else {
      add(own.cpu, scope.place_.cpu);
    }
  }
  return scope;
}

CgroupScope::CgroupScope(Group unified) {
  place_.unified = unified.path;
  groups_.push_back(std::move(unified));
}

void CgroupScope::join_too(Group group, std::optional<fs::path>& directory) {
  directory = group.path;
  groups_.push_back(std::move(group));
}

CgroupScope::~CgroupScope() {
  if (!groups_.empty()) static_cast<void>(end_cgroups(place_, Deadline::in(kEndTime)));
}

std::vector<int> CgroupScope::join_descriptors() const {
  std::vector<int> descriptors;
  descriptors.reserve(groups_.size());
  for (const Group& group : groups_) descriptors.push_back(group.procs.get());
  return descriptors;
}

Result<std::vector<Pid>> CgroupScope::members() const {
  return read_cgroup_members(groups_.front().path);
}

bool CgroupScope::populated() const {
  return cgroup_populated(groups_.front().path).value_or(false);
}

Result<void> CgroupScope::kill() const { return kill_cgroup(groups_.front().path); }

CgroupFacts CgroupScope::facts() const {
  CgroupFacts facts = read_cgroup_facts(groups_.front().path);
  for (const auto& group : {place_.memory, place_.pids}) {
    if (group) facts = combine(facts, read_cgroup_facts(*group));
  }
  return facts;
}

CgroupPlace CgroupScope::release() {
  groups_.clear();
  return place_;
}

}  // namespace tidemark::probes
