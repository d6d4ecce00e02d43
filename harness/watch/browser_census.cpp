#include "harness/watch/browser_census.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

namespace tidemark::harness {
namespace {

using probes::ProcessFacts;
using probes::Role;

// A browser starts its handlers first of all.
constexpr std::chrono::seconds kHandlerStart{2};

std::string_view directory_of(const std::vector<std::string>& line) {
  if (line.empty()) return "";
  const std::string_view program = line.front();
  return program.substr(0, program.rfind('/') + 1);
}

bool plays_in_browser(Role role) {
  switch (role) {
    case Role::kBrowser:
    case Role::kRenderer:
    case Role::kGpu:
    case Role::kUtility:
    case Role::kZygote:
    case Role::kCrashpad: return true;
    case Role::kDriver:
    case Role::kGuard:
    case Role::kSubject:
    case Role::kOther: break;
  }
  return false;
}

// Debian's chromium commands are scripts, some of which stay.
bool runs_browser_script(const std::vector<std::string>& line) {
  constexpr std::array<std::string_view, 3> kShells = {"sh", "bash", "dash"};
  if (line.size() < 2) return false;
  const std::string_view shell = std::string_view(line[0]).substr(line[0].rfind('/') + 1);
  if (std::ranges::find(kShells, shell) == kShells.end()) return false;
  return probes::role_of({.command_line = {line.begin() + 1, line.end()}}, false) == Role::kBrowser;
}

// From the switch that a browser gives to its children, whether they have kept their arguments or
// made one string of them.
std::optional<Pid> crashpad_handler_of(const std::vector<std::string>& line) {
  constexpr std::string_view kSwitch = "--crashpad-handler-pid=";
  for (const std::string_view argument : line) {
    const std::size_t at = argument.find(kSwitch);
    if (at == std::string_view::npos) continue;
    const std::string_view digits = argument.substr(at + kSwitch.size());
    Pid pid = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), pid);
    if (fault == std::errc()) return pid;
  }
  return {};
}

}  // namespace

struct BrowserCensus::Look {
  std::map<Pid, const ProcessFacts*> by_pid;
  std::set<ProcessId> browsers;

  [[nodiscard]] const ProcessFacts* find(Pid pid) const {
    const auto found = by_pid.find(pid);
    return found == by_pid.end() ? nullptr : found->second;
  }
  // Absent: it cannot be seen, or its pid is another's by now.
  [[nodiscard]] const ProcessFacts* parent_of(const ProcessFacts& facts) const {
    const ProcessFacts* parent = find(facts.parent);
    const bool later = parent != nullptr && parent->id.start_ticks > facts.id.start_ticks;
    return later ? nullptr : parent;
  }
  // The uppermost browser process above, or the process itself.
  [[nodiscard]] const ProcessFacts& top_of(const ProcessFacts& facts) const {
    const ProcessFacts* top = &facts;
    for (std::size_t steps = 0; steps < by_pid.size(); ++steps) {
      const ProcessFacts* parent = parent_of(*top);
      if (parent == nullptr || !browsers.contains(parent->id)) break;
      top = parent;
    }
    return *top;
  }
};

bool BrowserCensus::is_browser(const ProcessFacts& facts) {
  const auto [entry, is_new] = known_.try_emplace(facts.id);
  Known& known = entry->second;
  if (probes::is_zombie(facts) && !is_new) return known.browser;
  // A process becomes a browser by exec, which changes its name; where the name is a browser's
  // already (its start script has it too) only the command line tells.
  const bool looks_like_one = plays_in_browser(probes::role_of({.name = facts.name}, false));
  if (!is_new && known.name == facts.name && (known.browser || !looks_like_one)) {
    return known.browser;
  }
  known.name = facts.name;
  known.command_line = read_(facts.id.pid);
  const ProcessFacts described{.name = facts.name, .command_line = known.command_line};
  known.role = probes::role_of(described, false);
  known.browser = plays_in_browser(known.role) || runs_browser_script(known.command_line);
  return known.browser;
}

Owner BrowserCensus::owner_of(const ProcessFacts& facts, const Look& look) const {
  const ProcessFacts& top = look.top_of(facts);
  Owner owner{.pid = top.parent, .nobody = top.parent <= 1};
  if (const ProcessFacts* process = look.parent_of(top)) {
    owner.name = process->name;
    owner.command_line = known_.at(process->id).command_line;
  }
  return owner;
}

void BrowserCensus::attach_named_handlers(const Look& look) {
  for (const ProcessId& id : look.browsers) {
    const auto handler_pid = crashpad_handler_of(known_.at(id).command_line);
    if (!handler_pid) continue;
    const ProcessFacts* handler = look.find(*handler_pid);
    if (handler == nullptr || !look.browsers.contains(handler->id) || handler->id == id) continue;
    const ProcessFacts& top = look.top_of(*look.find(id.pid));
    if (top.id != handler->id) attached_[handler->id] = top.id;
  }
}

// Many builds name no handler (--crashpad-handler-pid=0), and both ends of its socket look alike.
void BrowserCensus::attach_other_handlers(const Look& look) {
  for (const ProcessId& id : look.browsers) {
    const Known& handler = known_.at(id);
    if (handler.role != Role::kCrashpad || attached_.contains(id)) continue;
    const ProcessFacts& facts = *look.find(id.pid);
    if (look.top_of(facts).id != id) continue;  // still below its browser
    const ProcessFacts* nearest = nullptr;
    for (const ProcessId& other : look.browsers) {
      const Known& browser = known_.at(other);
      if (browser.role != Role::kBrowser) continue;
      const ProcessFacts& candidate = *look.find(other.pid);
      const auto apart = facts.started - candidate.started;
      if (apart < std::chrono::nanoseconds(0) || apart > kHandlerStart) continue;
      if (directory_of(browser.command_line) != directory_of(handler.command_line)) continue;
      if (nearest == nullptr || nearest->started < candidate.started) nearest = &candidate;
    }
    if (nearest != nullptr) attached_[id] = nearest->id;
  }
}

void BrowserCensus::group_by_owner(const Look& look) {
  groups_.clear();
  for (const ProcessId& id : look.browsers) {
    const auto served = attached_.find(id);
    const Pid pid = served == attached_.end() ? id.pid : served->second.pid;
    Owner owner = owner_of(*look.find(pid), look);
    const auto group = std::ranges::find(groups_, owner, &OwnedGroup::owner);
    if (group != groups_.end()) {
      group->members.insert(id);
    } else {
      groups_.push_back({.owner = std::move(owner), .members = {id}});
    }
  }
  std::ranges::sort(groups_, {}, [](const OwnedGroup& group) {
    return std::tuple(group.owner.nobody, group.owner.pid);
  });
}

std::set<ProcessId> BrowserCensus::choose(std::span<const ProcessFacts> sweep) {
  Look look;
  for (const ProcessFacts& facts : sweep) {
    look.by_pid.emplace(facts.id.pid, &facts);
    if (is_browser(facts)) look.browsers.insert(facts.id);
  }
  std::erase_if(known_, [&](const auto& known) {
    const ProcessFacts* there = look.find(known.first.pid);
    return there == nullptr || there->id != known.first;
  });
  attached_.clear();
  attach_named_handlers(look);
  attach_other_handlers(look);
  group_by_owner(look);
  return std::move(look.browsers);
}

}  // namespace tidemark::harness
