#include "probes/orphans/ownership.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "probes/orphans/control.hpp"

namespace tidemark::probes {
namespace {

using Kind = Ownership::Kind;

bool lies_below(const std::filesystem::path& path, const std::filesystem::path& directory) {
  const auto [at, end] =
      std::mismatch(directory.begin(), directory.end(), path.begin(), path.end());
  return at == directory.end();
}

// The dead process that wrote down that it started this tree.
const RecordedLauncher* dead_launcher_of(const MachineView& view, const BrowserTree& tree) {
  for (const ViewedProcess* browser : tree.drivers_and_browsers) {
    const auto profile = automation_of(browser->facts.command_line).profile;
    for (const RecordedLauncher& recorded : view.recorded) {
      if (profile.empty() || !lies_below(profile, recorded.directory)) continue;
      const ViewedProcess* launcher = view.find(recorded.process);
      if (launcher == nullptr || is_zombie(launcher->facts)) return &recorded;
    }
  }
  return nullptr;
}

}  // namespace

Ownership ownership_of(const MachineView& view, const BrowserTree& tree) {
  Ownership result;
  if (tree.has(view.find(view.self) == nullptr ? ProcessId{} : view.find(view.self)->facts.id)) {
    return result;
  }
  const RecordedLauncher* recorded = view.hides ? nullptr : dead_launcher_of(view, tree);
  const Adoption adoption = adoption_of(view, *tree.root);
  if (recorded == nullptr && adoption.kind == Adoption::Kind::kStartedByParent) return result;
  Control control = control_of(view, tree);
  if (control.controlled) return result;
  if (recorded != nullptr) {
    result.launcher_recorded_dead = true;
    result.evidence.push_back(
        fmt::format("its launcher recorded itself as pid {} in {}, and that process is gone",
                    recorded->process.pid, recorded->directory.string()));
  }
  if (adoption.kind == Adoption::Kind::kUnknown && recorded == nullptr) {
    control.unread.push_back(adoption.reason);
  }
  if (!control.unread.empty()) {
    return {.kind = Kind::kUnknown, .evidence = std::move(control.unread)};
  }
  if (adoption.kind == Adoption::Kind::kAdopted) result.evidence.push_back(adoption.reason);
  std::ranges::move(control.evidence, std::back_inserter(result.evidence));
  result.kind = Kind::kNobody;
  return result;
}

}  // namespace tidemark::probes
