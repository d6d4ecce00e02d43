#include "probes/orphans/reap.hpp"

#include <signal.h>

#include <algorithm>
#include <map>
#include <utility>

#include "probes/base/clock.hpp"
#include "probes/orphans/process_trees.hpp"
#include "probes/process/process_ref.hpp"

namespace tidemark::probes {
namespace {

using Processes = std::map<ProcessId, ProcessRef>;

constexpr auto kKillPatience = std::chrono::seconds(5);
constexpr auto kStep = std::chrono::milliseconds(100);  // how often a wait looks whether to stop

// Those of `ids` that still are who they were.
void hold(const std::vector<ProcessId>& ids, Processes& held) {
  for (const ProcessId& id : ids) {
    if (held.contains(id)) continue;
    if (auto process = ProcessRef::open(id); process && process->alive()) {
      held.emplace(id, std::move(*process));
    }
  }
}

void send(const ProcessRef& process, int signal_number) {
  // Gone is what we want; denied shows when it does not end.
  (void)process.signal(signal_number);
}

bool all_ended(const Processes& held) {
  return std::ranges::none_of(held, [](const auto& one) { return one.second.alive(); });
}

void wait_for_all(const Processes& held, Deadline deadline, const std::function<bool()>& stop) {
  for (const auto& [id, process] : held) {
    while (!process.wait_ended(deadline.within(kStep)) && !deadline.passed() && !stop()) {
    }
  }
}

class Reaper {
 public:
  Reaper(const ReapOptions& options, ReapReport& report) : options_(options), report_(report) {}

  Result<void> end_tree(const Finding& planned) {
    ReapedTree tree{.finding = planned};
    auto asked = ask(planned, tree);
    if (!asked) return asked;
    if (tree.spared.empty()) {
      if (auto killed = kill_rest(planned, tree); !killed) return killed;
      for (const auto& [id, process] : held_)
        (process.alive() ? tree.left : tree.ended).push_back(id);
      if (tree.left.empty() && planned.memory) report_.memory += *planned.memory;
    }
    held_.clear();
    report_.trees.push_back(std::move(tree));
    return {};
  }

 private:
  // The tree as it is now, if it still is an orphan.
  static const Finding* same_orphan(const OrphanFindings& now, const ProcessId& root) {
    const auto found = std::ranges::find_if(now.findings, [&](const Finding& finding) {
      return is_orphan(finding.kind) && finding.root == root;
    });
    return found == now.findings.end() ? nullptr : &*found;
  }

  Result<void> ask(const Finding& planned, ReapedTree& tree) {
    const auto view = options_.look();
    if (!view) return std::unexpected(view.error());
    const OrphanFindings now = find_orphans(*view, options_.search);
    const Finding* orphan = same_orphan(now, planned.root);
    if (orphan == nullptr) {
      tree.spared = view->find(planned.root) == nullptr ? "it has ended by itself"
                                                        : "it is no orphan any more";
      return {};
    }
    hold(orphan->members, held_);
    for (const auto& [id, process] : held_) {
      const ViewedProcess* viewed = view->find(id);
      if (viewed == nullptr) continue;
      // Chromium ends its own children when asked; a wrapper ends with what it wraps.
      if (is_automated(*viewed) || orphan->kind == FindingKind::kStrayPart) {
        send(process, SIGTERM);
        if (viewed->facts.state == 'T') send(process, SIGCONT);  // or it could not hear it
      }
    }
    wait_for_all(held_, Deadline::in(options_.grace), options_.stop);
    return {};
  }

  // What was born or detached itself since belongs to it, too: whatever descends from what we hold.
  Result<void> kill_rest(const Finding& planned, ReapedTree& tree) {
    const Deadline deadline = Deadline::in(kKillPatience);
    for (bool first = true; first || (!all_ended(held_) && !deadline.passed()); first = false) {
      const auto view = options_.look();
      if (!view) return std::unexpected(view.error());
      const OrphanFindings now = find_orphans(*view, options_.search);
      const ViewedProcess* root = view->find(planned.root);
      const bool root_lives = root != nullptr && !is_zombie(root->facts);
      if (root_lives && same_orphan(now, planned.root) == nullptr) {
        tree.spared = "somebody took it over after it was asked to end";
        return {};
      }
      hold(descendants(*view), held_);
      if (all_ended(held_)) return {};
      tree.needed_kill = true;
      for (const auto& [id, process] : held_) send(process, SIGKILL);
      wait_for_all(held_, deadline.within(std::chrono::seconds(1)), [] { return false; });
    }
    return {};
  }
  [[nodiscard]] std::vector<ProcessId> descendants(const MachineView& view) const {
    std::vector<ProcessId> found;
    for (const ViewedProcess& process : view.processes) {
      if (!process.user || *process.user != view.user || process.facts.id.pid == view.self)
        continue;
      const bool below = std::ranges::any_of(held_, [&](const auto& held) {
        return view.find(held.first) != nullptr && descends_from(view, process, held.first.pid);
      });
      if (below) found.push_back(process.facts.id);
    }
    return found;
  }

  const ReapOptions& options_;
  ReapReport& report_;
  Processes held_;
};

Result<void> remove_unused(const std::vector<ScratchDirectory>& directories,
                           const ReapOptions& options, ReapReport& report) {
  if (directories.empty()) return {};
  for (const ScratchDirectory& planned : directories) {
    if (options.stop()) {
      report.interrupted = true;
      return {};
    }
    const auto view = options.look();
    if (!view) return std::unexpected(view.error());
    RemovedDirectory one{.directory = planned};
    std::error_code error;
    if (!std::filesystem::exists(std::filesystem::symlink_status(planned.path, error))) {
      report.directories.push_back(std::move(one));  // its browser removed it
      report.disk += planned.bytes;
      continue;
    }
    const ScratchDirectory now = inspect_directory(*view, planned.path, {});
    if (now.use != DirectoryUse::kUnused) {
      one.kept = now.reason;
    } else if (const auto removed = remove_scratch_directory(planned.path); !removed) {
      one.kept = removed.error().message;
    } else {
      report.disk += planned.bytes;
    }
    report.directories.push_back(std::move(one));
  }
  return {};
}

}  // namespace

Result<ReapReport> reap(const std::vector<Finding>& plan,
                        const std::vector<ScratchDirectory>& directories,
                        const ReapOptions& options) {
  ReapReport report;
  Reaper reaper(options, report);
  for (const Finding& finding : plan) {
    if (!is_orphan(finding.kind)) continue;
    if (options.stop()) {
      report.interrupted = true;
      return report;
    }
    if (auto ended = reaper.end_tree(finding); !ended) return std::unexpected(ended.error());
  }
  if (auto removed = remove_unused(directories, options, report); !removed) {
    return std::unexpected(removed.error());
  }
  return report;
}

}  // namespace tidemark::probes
