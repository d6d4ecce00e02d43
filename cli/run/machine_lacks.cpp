#include "cli/run/machine_lacks.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <variant>
#include <vector>

#include "harness/stage/choose_network.hpp"
#include "harness/subject/subject_user.hpp"
#include "probes/ownership/cgroup_limits.hpp"
#include "probes/ownership/cgroup_scope.hpp"
#include "probes/process/child.hpp"

namespace tidemark::cli {
namespace {

// For an interpreter that looks for a package on a busy machine.
constexpr std::chrono::seconds kTrialTime{20};

using CanLimit = Result<void> (*)(const probes::CgroupPlace& groups);

// With a group as a run makes it for its subject.
std::string why_no_limit(const probes::ScopeWants& wants, CanLimit can_limit) {
  const auto scope = probes::CgroupScope::create(wants);
  const auto possible = can_limit(scope ? scope->place() : probes::CgroupPlace());
  return possible ? std::string() : possible.error().message;
}

// In the subject's directory, where its packages are looked for.
std::string why_command_fails(const harness::SubjectNeed& need,
                              const std::filesystem::path& directory) {
  auto child = probes::Child::start(
      {.program = need.command.front(),
       .arguments = std::vector<std::string>(need.command.begin() + 1, need.command.end()),
       .working_directory = directory});
  if (child) {
    const auto status = child->wait(Deadline::in(kTrialTime));
    if (status && status->success()) return {};
  }
  return fmt::format("{} is missing: `{}` fails", need.name, fmt::join(need.command, " "));
}

}  // namespace

std::string MachineTrials::lacks(const harness::Scenario& scenario) {
  for (const harness::PlannedFault& fault : scenario.faults) {
    if (std::string why = lacks_for_fault(fault); !why.empty()) return why;
  }
  return scenario.subject ? lacks_for_subject(*scenario.subject) : std::string();
}

const std::string& MachineTrials::tried(const std::string& name,
                                        const std::function<std::string()>& trial) {
  const auto known = answers_.find(name);
  return known != answers_.end() ? known->second : answers_.emplace(name, trial()).first->second;
}

std::string MachineTrials::lacks_for_fault(const harness::PlannedFault& fault) {
  if (std::holds_alternative<harness::faults::MemoryLimit>(fault.action)) {
    return tried("fault memory_limit",
                 [] { return why_no_limit({.memory_limit = true}, probes::can_limit_memory); });
  }
  if (std::holds_alternative<harness::faults::CpuShare>(fault.action)) {
    return tried("fault cpu_share",
                 [] { return why_no_limit({.cpu_limit = true}, probes::can_limit_cpu); });
  }
  if (std::holds_alternative<harness::faults::DiskFull>(fault.action)) {
    // A small disk is mounted in namespaces as those of a stage.
    return tried("fault disk_full", [] {
      const auto stage = harness::try_stage();
      return stage ? std::string() : stage.error().message;
    });
  }
  return {};
}

std::string MachineTrials::lacks_for_subject(const harness::PlannedSubject& subject) {
  if (const std::string& user = subject.options.user; !user.empty()) {
    if (const auto found = harness::find_subject_user(user); !found) return found.error().message;
  }
  const std::filesystem::path& directory = subject.options.directory;
  for (const harness::SubjectNeed& need : subject.needs) {
    const std::string name =
        fmt::format("command {} in {}", fmt::join(need.command, " "), directory.string());
    const std::string& why = tried(name, [&] { return why_command_fails(need, directory); });
    if (!why.empty()) return why;
  }
  return {};
}

}  // namespace tidemark::cli
