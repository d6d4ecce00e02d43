#include "harness/watch/watcher.hpp"

#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "probes/ownership/cgroup_reader.hpp"
#include "probes/sampling/command_line.hpp"
#include "probes/sampling/proc_source.hpp"
#include "probes/sampling/subject_tree.hpp"

namespace tidemark::harness {
namespace {

namespace fs = std::filesystem;
using std::chrono::microseconds;

// Memory is read until so much of a tick has passed, so that one slow process does not cost ticks.
constexpr int kMemoryPartOfTick = 2;

microseconds own_cpu() {
  timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return std::chrono::duration_cast<microseconds>(std::chrono::seconds(used.tv_sec) +
                                                  std::chrono::nanoseconds(used.tv_nsec));
}

Result<probes::Sampler> sampler_of(probes::SubjectTree tree) {
  auto source = probes::ProcSource::create();
  if (!source) return std::unexpected(source.error());
  return probes::Sampler(std::move(*source), std::move(tree));
}

std::vector<std::string> command_line_of(Pid pid) {
  return probes::read_command_line(pid).value_or(std::vector<std::string>());
}

Result<fs::path> directory_of(const fs::path& cgroup) {
  std::error_code ignored;
  for (const fs::path& directory : {cgroup, fs::path("/sys/fs/cgroup" / cgroup.relative_path())}) {
    if (!fs::exists(directory / "cgroup.procs", ignored)) continue;
    const auto members = probes::read_cgroup_members(directory);
    if (!members) return std::unexpected(members.error());
    return directory;
  }
  return failure(ErrorCode::kNotFound,
                 "there is no cgroup " + cgroup.string() +
                     "; give its directory below /sys/fs/cgroup, or its path in "
                     "/proc/PID/cgroup");
}

}  // namespace

Watcher::Watcher(probes::Sampler sampler, const WatchPace& pace)
    : pace_(pace),
      sampler_(std::move(sampler)),
      memory_(pace.memory_share, read_memory_measured),
      began_(steady_now()),
      totals_(began_),
      next_(began_) {}

Result<Watcher> Watcher::of_tree(const ProcessId& root, std::optional<Pid> above,
                                 const WatchPace& pace) {
  // We may be below the root ourselves, when somebody watches the shell we were started in.
  probes::SubjectTree tree(above.value_or(::getpid()));
  tree.add_root(root);
  auto sampler = sampler_of(std::move(tree));
  if (!sampler) return std::unexpected(sampler.error());
  return Watcher(std::move(*sampler), pace);
}

Result<Watcher> Watcher::of_browsers(const WatchPace& pace) {
  const auto census = std::make_shared<BrowserCensus>(command_line_of);
  auto sampler = sampler_of(probes::SubjectTree::chosen_by(
      [census](std::span<const probes::ProcessFacts> sweep) { return census->choose(sweep); }));
  if (!sampler) return std::unexpected(sampler.error());
  Watcher watcher(std::move(*sampler), pace);
  watcher.browsers_ = census;
  return watcher;
}

Result<Watcher> Watcher::of_cgroup(const fs::path& cgroup, const WatchPace& pace) {
  const auto directory = directory_of(cgroup);
  if (!directory) return std::unexpected(directory.error());
  const auto census = std::make_shared<CgroupCensus>(
      [group = *directory] { return probes::read_cgroup_members(group); }, ::getpid());
  auto sampler = sampler_of(probes::SubjectTree::chosen_by(
      [census](std::span<const probes::ProcessFacts> sweep) { return census->choose(sweep); }));
  if (!sampler) return std::unexpected(sampler.error());
  Watcher watcher(std::move(*sampler), pace);
  watcher.cgroup_ = census;
  watcher.cgroup_directory_ = *directory;
  return watcher;
}

std::set<ProcessId> Watcher::read_memory(const probes::TreeSample& sample, bool all) {
  if (all) return memory_.read_all(sample);
  return memory_.turn(sample, Deadline(sample.at + pace_.interval / kMemoryPartOfTick));
}

Result<WatchSample> Watcher::look(bool all_memory) {
  const SteadyTime now = steady_now();
  auto taken = sampler_.take(now, false);
  if (!taken) return std::unexpected(taken.error());
  WatchSample sample{.target = target_,
                     .began = began_,
                     .wall = std::chrono::system_clock::now(),
                     .interval = pace_.interval,
                     .tree = std::move(*taken)};
  const std::set<ProcessId> fresh = read_memory(sample.tree, all_memory);
  for (probes::ProcessSample& process : sample.tree.processes) {
    if (!fresh.contains(process.facts.id)) continue;
    const auto& facts = memory_.figures().at(process.facts.id).facts;
    if (facts) process.detail.memory = *facts;
  }
  sample.memory = memory_.figures();
  totals_.add(sample.tree);
  sample.cpu_share = totals_.cpu_share();
  sample.roles = totals_.roles();
  if (cgroup_) {
    sample.cgroup = probes::read_cgroup_facts(cgroup_directory_);
    sample.tree.cgroup = sample.cgroup;
  }
  if (browsers_) {
    sample.groups = browsers_->groups();
    sample.attached = browsers_->attached();
  }

  next_ += pace_.interval;
  if (const SteadyTime after = steady_now(); next_ < after) {
    const auto overrun = (after - next_) / pace_.interval + 1;
    cost_.skipped += static_cast<std::uint64_t>(overrun);
    next_ += overrun * pace_.interval;
  }
  ++cost_.ticks;
  cost_.sweep_cpu += sample.tree.cost.cpu;
  cost_.longest_sweep = std::max(cost_.longest_sweep, sample.tree.cost.wall);
  cost_.memory_cpu = memory_.cpu();
  cost_.longest_memory_read = memory_.longest_read();
  cost_.own_cpu = own_cpu();
  sample.cost = cost_;
  return sample;
}

}  // namespace tidemark::harness
