#include "harness/faults/aimed_processes.hpp"

#include <optional>

namespace tidemark::harness {
namespace {

Result<std::vector<ProcessId>> candidates(const faults::Aim& at, const FaultReach& reach) {
  std::vector<ProcessId> found;
  if (at.role == probes::role_name(probes::Role::kSubject)) {
    // By what the harness started, not by its looks: a subject may be a browser itself.
    if (const auto subject = reach.subject()) found.push_back(*subject);
    return found;
  }
  const auto members = reach.members();
  if (!members) return std::unexpected(members.error());
  const std::optional<probes::Role> role = probes::role_from_name(at.role);
  for (const probes::ProcessSample& process : *members) {
    if (process.role == role && !probes::is_zombie(process.facts)) {
      found.push_back(process.facts.id);
    }
  }
  return found;
}

}  // namespace

Result<std::vector<probes::ProcessRef>> aimed_processes(const faults::Aim& at,
                                                        const FaultReach& reach) {
  auto found = candidates(at, reach);
  if (!found) return std::unexpected(found.error());
  if (!at.all && found->size() > 1) found = std::vector{(*found)[reach.choose(found->size())]};
  std::vector<probes::ProcessRef> processes;
  processes.reserve(found->size());
  for (const ProcessId& id : *found) {
    if (auto process = probes::ProcessRef::open(id)) processes.push_back(*std::move(process));
  }
  if (processes.empty()) return failure(ErrorCode::kGone, "there was no " + at.role);
  return processes;
}

Result<void> signal_all(const std::vector<probes::ProcessRef>& processes, int number) {
  Result<void> last;
  bool sent = false;
  for (const probes::ProcessRef& process : processes) {
    if (const auto signalled = process.signal(number)) {
      sent = true;
    } else {
      last = signalled;
    }
  }
  return sent ? Result<void>() : last;
}

}  // namespace tidemark::harness
