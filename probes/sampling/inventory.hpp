// What the processes of a subject hold: descriptors by kind, listening sockets, nameless files, the
// far ends of debugging pipes.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "probes/sampling/descriptors.hpp"
#include "probes/sampling/socket_table.hpp"
#include "probes/sampling/tree_sample.hpp"

namespace tidemark::probes {

// One process's open descriptors, and the sockets of its network; `sockets` is null where they were
// not ours to see.
struct OpenDescriptors {
  ProcessId id;
  Role role = Role::kOther;
  std::span<const Descriptor> open = {};
  const SocketTable* sockets = nullptr;
};

// How many of each kind. Sockets are told apart by their state ("socket listening"), and files in
// /dev/shm ("shared memory") from others, because Chromium keeps dozens of those without a name.
[[nodiscard]] DescriptorKinds count_kinds(const OpenDescriptors& process);

// Listening sockets, files without a name outside /dev/shm (their size is not known here), and for
// every browser that is driven over a pipe those who can write to it.
// `unix_peers` are the other ends of unix sockets (unix_peers.hpp): the "pipes" of Node.js are
// such.
[[nodiscard]] std::vector<Holding> find_holdings(
    std::span<const OpenDescriptors> processes,
    const std::map<std::uint64_t, std::uint64_t>& unix_peers = {});

// Reads all that for the processes of `sample` and adds it to them. Costs about 8 us a descriptor
// and 14 ms a network namespace. A process that withholds its descriptors says so and holds
// nothing.
void take_inventory(TreeSample& sample);

}  // namespace tidemark::probes
