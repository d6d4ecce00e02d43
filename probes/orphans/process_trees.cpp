#include "probes/orphans/process_trees.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace tidemark::probes {
namespace {

using Children = std::map<Pid, std::vector<const ViewedProcess*>>;

// Programs that only start another one and wait for it.
constexpr std::array<std::string_view, 14> kWrappers = {
    "sh",   "dash",  "bash", "ash",     "busybox", "xvfb-run", "timeout",
    "nice", "nohup", "env",  "setpriv", "setsid",  "stdbuf",   "dbus-run-session"};
constexpr std::array<std::string_view, 5> kStarted = {"chrom", "headless_shell", "headless-shell",
                                                      "firefox", "geckodriver"};

std::string_view file_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// `sh /usr/bin/chromium ...`, `xvfb-run chromedriver`: it lives for the sake of its child.
bool is_wrapper(const ViewedProcess& process) {
  const std::vector<std::string>& line = process.facts.command_line;
  if (line.size() < 2) return false;
  if (std::ranges::find(kWrappers, file_name(line.front())) == kWrappers.end()) return false;
  return std::ranges::any_of(line.begin() + 1, line.end(), [](std::string_view argument) {
    const std::string_view file = file_name(argument.substr(0, argument.find(' ')));
    return std::ranges::any_of(kStarted, [file](auto word) { return file.starts_with(word); });
  });
}

bool is_ours(const MachineView& view, const ViewedProcess& process) {
  return process.user && *process.user == view.user && !is_zombie(process.facts);
}

// Chromium's crash handler leaves its parent, group and session; its command line names the
// profile.
bool handles_crashes_of(const ViewedProcess& handler, const BrowserTree& tree) {
  if (handler.role != Role::kCrashpad) return false;
  return std::ranges::any_of(tree.drivers_and_browsers, [&](const ViewedProcess* browser) {
    const std::string profile = automation_of(browser->facts.command_line).profile.native();
    if (profile.empty()) return false;
    return std::ranges::any_of(handler.facts.command_line, [&](const std::string& argument) {
      return argument.starts_with("--database=" + profile + "/");
    });
  });
}

bool shares_group(const ViewedProcess& process, const ViewedProcess& root) {
  if (!is_automated(root)) return false;  // a wrapper's group may be that of a whole job
  const Pid leader = root.facts.id.pid;
  const bool member = (root.facts.group == leader && process.facts.group == leader) ||
                      (root.facts.session == leader && process.facts.session == leader);
  return member && process.facts.id.start_ticks >= root.facts.id.start_ticks;
}

class Builder {
 public:
  explicit Builder(const MachineView& view) : view_(view) {
    for (const ViewedProcess& process : view.processes) {
      if (const ViewedProcess* parent = view.parent_of(process)) {
        children_[parent->facts.id.pid].push_back(&process);
      }
    }
  }

  std::vector<BrowserTree> build() {
    std::vector<const ViewedProcess*> roots;
    for (const ViewedProcess& process : view_.processes) {
      if (!is_ours(view_, process) || !is_automated(process)) continue;
      const ViewedProcess* top = top_of(process);
      if (std::ranges::find(roots, top) == roots.end()) roots.push_back(top);
    }
    std::vector<BrowserTree> trees;
    for (const ViewedProcess* root : roots) {
      BrowserTree tree{.root = root};
      add(tree, root);
      if (!tree.drivers_and_browsers.empty()) trees.push_back(std::move(tree));
    }
    for (BrowserTree& tree : trees) add_detached(tree);
    return trees;
  }

 private:
  // A shell that has other work, too, is no mere wrapper.
  bool only_wraps(const ViewedProcess& process) const {
    if (!is_wrapper(process)) return false;
    return std::ranges::all_of(children_.at(process.facts.id.pid), [](const ViewedProcess* child) {
      return is_automated(*child) || is_wrapper(*child) || is_zombie(child->facts);
    });
  }
  const ViewedProcess* top_of(const ViewedProcess& process) const {
    const ViewedProcess* top = &process;
    for (std::size_t steps = 0; steps < view_.processes.size(); ++steps) {
      const ViewedProcess* parent = view_.parent_of(*top);
      if (parent == nullptr || !is_ours(view_, *parent)) break;
      if (!is_automated(*parent) && !only_wraps(*parent)) break;
      top = parent;
    }
    return top;
  }
  void add(BrowserTree& tree, const ViewedProcess* process) {
    if (!taken_.insert(process).second) return;
    tree.members.push_back(process);
    if (is_automated(*process)) tree.drivers_and_browsers.push_back(process);
    const auto below = children_.find(process->facts.id.pid);
    if (below == children_.end()) return;
    for (const ViewedProcess* child : below->second) add(tree, child);
  }
  void add_detached(BrowserTree& tree) {
    for (const ViewedProcess& process : view_.processes) {
      if (!is_ours(view_, process) || process.facts.id.pid == view_.self) continue;
      if (handles_crashes_of(process, tree) || shares_group(process, *tree.root)) {
        add(tree, &process);
      }
    }
  }

  const MachineView& view_;
  Children children_;
  std::set<const ViewedProcess*> taken_;
};

}  // namespace

bool BrowserTree::has(const ProcessId& id) const {
  return std::ranges::any_of(members,
                             [&](const ViewedProcess* one) { return one->facts.id == id; });
}

bool is_automated(const ViewedProcess& process) {
  if (process.role == Role::kDriver) return true;
  return process.role == Role::kBrowser && automation_of(process.facts.command_line).automated;
}

std::vector<BrowserTree> browser_trees(const MachineView& view) { return Builder(view).build(); }

bool descends_from(const MachineView& view, const ViewedProcess& process, Pid ancestor) {
  const ViewedProcess* at = &process;
  for (std::size_t steps = 0; at != nullptr && steps <= view.processes.size(); ++steps) {
    if (at->facts.id.pid == ancestor) return true;
    at = view.parent_of(*at);
  }
  return false;
}

}  // namespace tidemark::probes
