#include "probes/sampling/inventory.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

#include "probes/sampling/unix_peers.hpp"

namespace tidemark::probes {
namespace {

constexpr std::string_view kSharedMemory = "/dev/shm/";
constexpr std::string_view kDeleted = " (deleted)";
// Chromium reads its commands here when it is driven over a pipe (--remote-debugging-pipe).
constexpr int kCommandPipe = 3;
// A subject with more is told about these, not about all.
constexpr std::size_t kMostDeletedFiles = 200;

bool is_shared_memory(const Descriptor& descriptor) {
  return descriptor.kind == DescriptorKind::kFile && descriptor.target.starts_with(kSharedMemory);
}

std::string kind_of(const Descriptor& descriptor, const SocketTable* sockets) {
  if (is_shared_memory(descriptor)) return "shared memory";
  std::string kind(descriptor_kind_name(descriptor.kind));
  if (descriptor.kind != DescriptorKind::kSocket || sockets == nullptr) return kind;
  const Socket* socket = sockets->find(descriptor.inode);
  // Other families than the table's (netlink, packet) have no state that we know.
  if (socket != nullptr) kind += " " + std::string(socket_state_name(socket->state));
  return kind;
}

std::string name_of(const Socket& socket) {
  std::string name(socket_family_name(socket.family));
  if (socket.family == SocketFamily::kUnix) return name + " " + socket.path;
  const bool bracketed = socket.local.address.find(':') != std::string::npos;
  const std::string address = bracketed ? "[" + socket.local.address + "]" : socket.local.address;
  return name + " " + address + ":" + std::to_string(socket.local.port);
}

void add_listening(const OpenDescriptors& process, std::vector<Holding>& found) {
  if (process.sockets == nullptr) return;
  for (const Descriptor& descriptor : process.open) {
    if (descriptor.kind != DescriptorKind::kSocket) continue;
    const Socket* socket = process.sockets->find(descriptor.inode);
    if (socket == nullptr || socket->state != SocketState::kListening) continue;
    found.push_back(
        {.kind = Holding::Kind::kListening, .holder = process.id, .name = name_of(*socket)});
  }
}

void add_deleted_files(const OpenDescriptors& process, std::vector<Holding>& found) {
  for (const Descriptor& descriptor : process.open) {
    if (descriptor.kind != DescriptorKind::kFile || !descriptor.deleted) continue;
    if (is_shared_memory(descriptor) || found.size() >= kMostDeletedFiles) continue;
    std::string name = descriptor.target;
    if (name.ends_with(kDeleted)) name.resize(name.size() - kDeleted.size());
    found.push_back(
        {.kind = Holding::Kind::kDeletedFile, .holder = process.id, .name = std::move(name)});
  }
}

// What one must have open to give a browser commands.
struct CommandEnd {
  DescriptorKind kind = DescriptorKind::kPipe;
  std::uint64_t inode = 0;
};

std::optional<CommandEnd> command_end_of(const OpenDescriptors& process,
                                         const std::map<std::uint64_t, std::uint64_t>& unix_peers) {
  if (process.role != Role::kBrowser) return {};
  const auto channel = std::ranges::find(process.open, kCommandPipe, &Descriptor::number);
  if (channel == process.open.end() || !channel->readable) return {};
  if (channel->kind == DescriptorKind::kPipe) {
    return CommandEnd{.kind = DescriptorKind::kPipe, .inode = channel->inode};
  }
  if (channel->kind != DescriptorKind::kSocket) return {};
  const auto peer = unix_peers.find(channel->inode);
  if (peer == unix_peers.end()) return {};
  return CommandEnd{.kind = DescriptorKind::kSocket, .inode = peer->second};
}

bool has_open(const OpenDescriptors& process, const CommandEnd& end) {
  return std::ranges::any_of(process.open, [&end](const Descriptor& descriptor) {
    return descriptor.kind == end.kind && descriptor.inode == end.inode && descriptor.writable;
  });
}

// Of one process: what it has open, and of which network its sockets are.
struct Look {
  std::vector<Descriptor> open;
  std::uint64_t network = 0;
};

// The size of a file that can only be reached through the process that has it open.
std::optional<Bytes> size_of_deleted(const Holding& holding, const Look& look) {
  for (const Descriptor& descriptor : look.open) {
    if (!descriptor.deleted || !descriptor.target.starts_with(holding.name)) continue;
    const std::string path =
        "/proc/" + std::to_string(holding.holder->pid) + "/fd/" + std::to_string(descriptor.number);
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) continue;
    return Bytes{static_cast<std::uint64_t>(status.st_size)};
  }
  return {};
}

}  // namespace

DescriptorKinds count_kinds(const OpenDescriptors& process) {
  DescriptorKinds kinds;
  for (const Descriptor& descriptor : process.open) ++kinds[kind_of(descriptor, process.sockets)];
  return kinds;
}

std::vector<Holding> find_holdings(std::span<const OpenDescriptors> processes,
                                   const std::map<std::uint64_t, std::uint64_t>& unix_peers) {
  std::vector<Holding> listening;
  std::vector<Holding> found;
  for (const OpenDescriptors& process : processes) {
    add_listening(process, listening);
    add_deleted_files(process, found);
  }
  std::ranges::move(listening, std::back_inserter(found));
  for (const OpenDescriptors& browser : processes) {
    const auto end = command_end_of(browser, unix_peers);
    if (!end) continue;
    for (const OpenDescriptors& writer : processes) {
      if (writer.id == browser.id || !has_open(writer, *end)) continue;
      found.push_back({.kind = Holding::Kind::kControlPipe,
                       .holder = writer.id,
                       .name = std::to_string(browser.id.pid)});
    }
  }
  return found;
}

void take_inventory(TreeSample& sample) {
  std::map<ProcessId, Look> looks;
  std::map<std::uint64_t, SocketTable> networks;
  std::vector<OpenDescriptors> all;
  for (ProcessSample& process : sample.processes) {
    Reading<DescriptorKinds>& kinds = process.detail.descriptor_kinds;
    const ProcessId& id = process.facts.id;
    if (is_zombie(process.facts)) continue;
    auto open = read_descriptors(id.pid);
    if (!open) {
      kinds = absence_of(open.error().code);
      continue;
    }
    Look& look = looks[id];
    look.open = *std::move(open);
    look.network = read_network_namespace(id.pid).value_or(0);
    if (look.network != 0 && !networks.contains(look.network)) {
      if (auto table = SocketTable::read(id.pid)) networks.emplace(look.network, *std::move(table));
    }
    const auto network = networks.find(look.network);
    all.push_back({.id = id,
                   .role = process.role,
                   .open = look.open,
                   .sockets = network == networks.end() ? nullptr : &network->second});
    kinds = count_kinds(all.back());
  }
  const auto unix_peers = read_unix_peers().value_or(std::map<std::uint64_t, std::uint64_t>());
  for (Holding& holding : find_holdings(all, unix_peers)) {
    if (holding.kind == Holding::Kind::kDeletedFile) {
      holding.bytes = size_of_deleted(holding, looks.at(*holding.holder));
    }
    sample.holdings.push_back(std::move(holding));
  }
}

}  // namespace tidemark::probes
