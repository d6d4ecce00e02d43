// Did a process's parent start it, or is it only the reaper that it was given to?
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "probes/orphans/ownership.hpp"

namespace tidemark::probes {
namespace {

using Kind = Adoption::Kind;

constexpr std::array<std::string_view, 3> kSystemInits = {"systemd", "init", "openrc-init"};
// They start one program, their container's, and adopt what that one loses. containerd-shim and
// conmon are not here: what they have as children they started.
constexpr std::array<std::string_view, 7> kSmallInits = {
    "tini", "tini-static", "dumb-init", "docker-init", "podman-init", "catatonit", "s6-svscan"};

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::ranges::find(names, name) != names.end();
}

bool is_supervisor(const ViewedProcess& process) {
  const auto& line = process.facts.command_line;
  return process.facts.name == "tidemark" && line.size() > 1 && line[1] == "__supervise";
}

std::string named(const ViewedProcess& process) {
  return fmt::format("{} (pid {})", process.facts.name, process.facts.id.pid);
}

// The oldest child of a small init is the program it was told to start: while that lives the init
// does, and when it ends so does the init.
bool is_first_child(const MachineView& view, const ViewedProcess& process) {
  return std::ranges::none_of(view.processes, [&](const ViewedProcess& other) {
    return other.facts.parent == process.facts.parent &&
           (other.facts.id.start_ticks < process.facts.id.start_ticks ||
            (other.facts.id.start_ticks == process.facts.id.start_ticks &&
             other.facts.id.pid < process.facts.id.pid));
  });
}

Adoption by_systemd(const ViewedProcess& process) {
  if (!process.exec_pid_of_systemd) {
    return {Kind::kUnknown, "its environment, which would say whether systemd started it, is " +
                                std::string(to_string(process.exec_pid_of_systemd.why()))};
  }
  if (*process.exec_pid_of_systemd == process.facts.id.pid) return {};
  return {
      Kind::kAdopted,
      fmt::format("its parent has ended: it was given to the init (pid {}), which did not start "
                  "it",
                  process.facts.parent)};
}

// The other end of its output, or of its errors, is closed: whoever started it read them.
bool output_is_broken(const MachineView& view, const ViewedProcess& process) {
  if (!process.descriptors || !process.network || *process.network != view.own_network)
    return false;
  if (!view.unix_peers) return false;
  const auto network = view.networks.find(view.own_network);
  if (network == view.networks.end()) return false;
  return std::ranges::any_of(*process.descriptors, [&](const Descriptor& one) {
    if (one.number != 1 && one.number != 2) return false;
    if (one.kind != DescriptorKind::kSocket) return false;
    const Socket* socket = network->second.find(one.inode);
    return socket != nullptr && socket->family == SocketFamily::kUnix && socket->path.empty() &&
           !view.unix_peers->contains(one.inode);
  });
}

// Whether `parent` has the other end of its input, output or errors: then it started it.
bool is_wired_to(const MachineView& view, const ViewedProcess& process,
                 const ViewedProcess& parent) {
  if (!process.descriptors || !parent.descriptors) return false;
  const auto other_end = [&](const Descriptor& one) -> std::uint64_t {
    if (one.kind == DescriptorKind::kPipe) return one.inode;
    if (one.kind != DescriptorKind::kSocket || !view.unix_peers) return 0;
    const auto peer = view.unix_peers->find(one.inode);
    return peer == view.unix_peers->end() ? 0 : peer->second;
  };
  return std::ranges::any_of(*process.descriptors, [&](const Descriptor& one) {
    const std::uint64_t end = one.number <= 2 ? other_end(one) : 0;
    return end != 0 && std::ranges::any_of(*parent.descriptors, [&](const Descriptor& theirs) {
             return theirs.kind == one.kind && theirs.inode == end;
           });
  });
}

// It is in a group that neither itself nor its parent leads or is in, and whose leader has ended.
bool group_was_inherited_from_the_dead(const MachineView& view, const ViewedProcess& process,
                                       const ViewedProcess& parent) {
  const Pid group = process.facts.group;
  if (view.hides || group == process.facts.id.pid || group == parent.facts.group) return false;
  const ViewedProcess* leader = view.find(group);
  return leader == nullptr || leader->facts.id.start_ticks > process.facts.id.start_ticks;
}

}  // namespace

Adoption adoption_of(const MachineView& view, const ViewedProcess& process) {
  const Pid parent_pid = process.facts.parent;
  // Its parent is outside of our pid namespace, or it is the first of its own: started from there.
  if (parent_pid == 0 || process.first_of_namespace) return {};
  const ViewedProcess* parent = view.find(parent_pid);
  if (parent == nullptr) {
    if (parent_pid == 1 && view.runs_systemd) return by_systemd(process);
    return {Kind::kUnknown, fmt::format("its parent (pid {}) is hidden from us", parent_pid)};
  }
  if (parent->facts.id.start_ticks > process.facts.id.start_ticks) {
    return {Kind::kAdopted, fmt::format("its parent has ended: {}, which has it now, started later",
                                        named(*parent))};
  }
  if (is_one_of(parent->facts.name, kSystemInits)) return by_systemd(process);
  const bool small = is_one_of(parent->facts.name, kSmallInits) || is_supervisor(*parent);
  if (small && !is_first_child(view, process)) {
    return {Kind::kAdopted,
            fmt::format("its parent has ended: it was given to {}, an init", named(*parent))};
  }
  if (small) return {};
  if (group_was_inherited_from_the_dead(view, process, *parent)) {
    return {Kind::kAdopted,
            fmt::format("its parent has ended: its process group {} is neither its own nor that of "
                        "{}, which has it now, and the group's leader is gone",
                        process.facts.group, named(*parent))};
  }
  if (output_is_broken(view, process)) {
    return {Kind::kAdopted, "whoever read its output is gone: the other end is closed"};
  }
  if (parent_pid == 1 && !is_wired_to(view, process, *parent)) {
    return {Kind::kUnknown,
            fmt::format("whether {} started it or only adopted it cannot be told", named(*parent))};
  }
  return {};
}

}  // namespace tidemark::probes
