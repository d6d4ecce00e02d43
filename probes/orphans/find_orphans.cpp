#include "probes/orphans/find_orphans.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "probes/orphans/ownership.hpp"
#include "probes/orphans/process_trees.hpp"
#include "probes/orphans/remedy.hpp"

namespace tidemark::probes {
namespace {

bool is_browser_part(Role role) {
  return role == Role::kRenderer || role == Role::kGpu || role == Role::kUtility ||
         role == Role::kZygote || role == Role::kCrashpad;
}

// The kernel's name has 15 bytes, too few for chromium-headless-shell.
std::string program_name(const ViewedProcess& process) {
  if (process.facts.command_line.empty()) return process.facts.name;
  const std::string_view path = process.facts.command_line.front();
  const std::size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  return name.starts_with(process.facts.name) ? std::string(name.substr(0, name.find(' ')))
                                              : process.facts.name;
}

std::string named(const ViewedProcess& process) {
  return fmt::format("{} (pid {})", process.facts.name, process.facts.id.pid);
}

class Search {
 public:
  Search(const MachineView& view, const OrphanSearch& search)
      : view_(view), search_(search), trees_(browser_trees(view)) {}

  OrphanFindings run() {
    for (const BrowserTree& tree : trees_) look_at_tree(tree);
    for (const ViewedProcess& process : view_.processes) {
      if (!process.user || *process.user != view_.user || !is_old(process) || !is_asked(process)) {
        continue;
      }
      if (process.facts.state == 'Z') {
        look_at_zombie(process);
      } else if (is_browser_part(process.role) && !in_a_tree(process)) {
        look_at_part(process);
      }
    }
    return std::move(found_);
  }

 private:
  [[nodiscard]] std::chrono::milliseconds age_of(const ViewedProcess& process) const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(view_.at - process.facts.started);
  }
  [[nodiscard]] bool is_old(const ViewedProcess& process) const {
    return age_of(process) >= search_.min_age;
  }
  [[nodiscard]] bool is_asked(const ViewedProcess& process) const {
    return !search_.under || descends_from(view_, process, *search_.under);
  }
  [[nodiscard]] bool in_a_tree(const ViewedProcess& process) const {
    return std::ranges::any_of(trees_,
                               [&](const BrowserTree& tree) { return tree.has(process.facts.id); });
  }
  [[nodiscard]] Finding finding(FindingKind kind, const ViewedProcess& process,
                                Launcher launcher) const {
    return {.kind = kind,
            .root = process.facts.id,
            .members = {process.facts.id},
            .name = program_name(process),
            .command_line = process.facts.command_line,
            .launcher = launcher,
            .fix = remedy_for(kind, launcher),
            .age = age_of(process),
            .parent = process.facts.parent};
  }

  void look_at_tree(const BrowserTree& tree) {
    if (!is_old(*tree.root) || !is_asked(*tree.root)) return;
    const Ownership ownership = ownership_of(view_, tree);
    switch (ownership.kind) {
      case Ownership::Kind::kOwned: look_for_wedged(tree); return;
      case Ownership::Kind::kUnknown: add_undecided(*tree.root, ownership.evidence); return;
      case Ownership::Kind::kNobody: add_orphan(tree, ownership); return;
    }
  }
  void add_undecided(const ViewedProcess& root, const std::vector<std::string>& reasons) {
    std::string all;
    for (const std::string& reason : reasons) all += (all.empty() ? "" : "; ") + reason;
    found_.undecided.push_back({root.facts.id, program_name(root), std::move(all)});
  }
  static Launcher launcher_of(const BrowserTree& tree) {
    Launcher launcher = Launcher::kUnknown;
    for (const ViewedProcess* process : tree.drivers_and_browsers) {
      if (launcher != Launcher::kUnknown) break;
      launcher = process->role == Role::kDriver
                     ? launcher_of_driver(process->facts)
                     : automation_of(process->facts.command_line).launcher;
    }
    return launcher;
  }
  static FindingKind kind_of(const BrowserTree& tree, const Ownership& ownership) {
    if (ownership.launcher_recorded_dead) return FindingKind::kDeadLauncher;
    if (tree.lead().role == Role::kDriver) return FindingKind::kDriverWithoutClient;
    const bool pipe = automation_of(tree.lead().facts.command_line).pipe;
    return pipe ? FindingKind::kPipeWithoutPeer : FindingKind::kReparentedBrowser;
  }
  void add_orphan(const BrowserTree& tree, const Ownership& ownership) {
    const Launcher launcher = launcher_of(tree);
    Finding orphan = finding(kind_of(tree, ownership), *tree.root, launcher);
    orphan.name = program_name(tree.lead());
    orphan.command_line = tree.lead().facts.command_line;
    orphan.evidence = ownership.evidence;
    orphan.members.clear();
    for (const ViewedProcess* member : tree.members) {
      orphan.members.push_back(member->facts.id);
      if (member->facts.state == 'T' || member->facts.state == 'D') {
        orphan.evidence.push_back(fmt::format(
            "{} is {}, so it cannot notice by itself", named(*member),
            member->facts.state == 'T' ? "stopped (state T)" : "stuck in the kernel (state D)"));
      }
    }
    for (const ViewedProcess* process : tree.drivers_and_browsers) {
      const auto profile = automation_of(process->facts.command_line).profile;
      if (!profile.empty()) orphan.profiles.push_back(profile);
    }
    found_.findings.push_back(std::move(orphan));
  }
  // Wedged processes of trees that somebody owns: his to continue or to end.
  void look_for_wedged(const BrowserTree& tree) {
    for (const ViewedProcess* member : tree.members) {
      const char state = member->facts.state;
      if (state != 'T' && state != 'D') continue;
      const auto kind = state == 'T' ? FindingKind::kStopped : FindingKind::kUninterruptible;
      Finding wedged = finding(kind, *member, launcher_of(tree));
      wedged.evidence.push_back(state == 'T'
                                    ? "it is stopped (state T): it does nothing until continued"
                                    : "it waits in the kernel (state D) at both looks");
      found_.findings.push_back(std::move(wedged));
    }
  }
  void look_at_zombie(const ViewedProcess& process) {
    if (process.role == Role::kOther || process.role == Role::kGuard) return;
    Finding zombie = finding(FindingKind::kZombie, process, Launcher::kUnknown);
    const ViewedProcess* parent = view_.parent_of(process);
    zombie.evidence.push_back(
        parent == nullptr
            ? fmt::format(
                  "it has ended, but its parent (pid {}, hidden from us) has not collected it",
                  process.facts.parent)
            : fmt::format(
                  "it has ended, but its parent {} has not collected it: only that one can, "
                  "or its end",
                  named(*parent)));
    found_.findings.push_back(std::move(zombie));
  }
  // A part of an automated browser that is in no tree and was left to a reaper. A crash handler
  // always is; that one has the browser as its peer.
  void look_at_part(const ViewedProcess& process) {
    if (!is_automated_part(process.facts.command_line)) return;
    const ViewedProcess* parent = view_.parent_of(process);
    if (parent != nullptr && (parent->role == Role::kBrowser || is_browser_part(parent->role)))
      return;
    if (adoption_of(view_, process).kind != Adoption::Kind::kAdopted) return;
    if (process.role == Role::kCrashpad && may_have_a_browser(process)) return;
    Finding stray = finding(FindingKind::kStrayPart, process, Launcher::kUnknown);
    stray.evidence.push_back(
        fmt::format("it is the {} of a browser that is gone", role_name(process.role)));
    found_.findings.push_back(std::move(stray));
  }
  [[nodiscard]] bool may_have_a_browser(const ViewedProcess& handler) const {
    if (!handler.descriptors || !view_.unix_peers || !handler.network ||
        *handler.network != view_.own_network) {
      return true;
    }
    return std::ranges::any_of(*handler.descriptors, [&](const Descriptor& one) {
      return one.kind == DescriptorKind::kSocket && view_.unix_peers->contains(one.inode);
    });
  }

  const MachineView& view_;
  const OrphanSearch& search_;
  std::vector<BrowserTree> trees_;
  OrphanFindings found_;
};

}  // namespace

OrphanFindings find_orphans(const MachineView& view, const OrphanSearch& search) {
  return Search(view, search).run();
}

OrphanFindings seen_twice(const OrphanFindings& first, OrphanFindings second) {
  const auto new_finding = [&](const Finding& one) {
    return std::ranges::none_of(first.findings, [&](const Finding& other) {
      return other.kind == one.kind && other.root == one.root;
    });
  };
  std::erase_if(second.findings, new_finding);
  std::erase_if(second.undecided, [&](const Undecided& one) {
    return std::ranges::none_of(first.undecided,
                                [&](const Undecided& other) { return other.root == one.root; });
  });
  return second;
}

std::set<ProcessId> orphaned_processes(const OrphanFindings& findings) {
  std::set<ProcessId> all;
  for (const Finding& finding : findings.findings) {
    if (is_orphan(finding.kind)) all.insert(finding.members.begin(), finding.members.end());
  }
  return all;
}

}  // namespace tidemark::probes
