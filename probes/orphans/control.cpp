#include "probes/orphans/control.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tidemark::probes {
namespace {

constexpr int kCommands = 3;  // the browser reads commands here,
constexpr int kAnswers = 4;   // and writes answers here

const Descriptor* descriptor(const ViewedProcess& process, int number) {
  if (!process.descriptors) return nullptr;
  const auto found = std::ranges::find(*process.descriptors, number, &Descriptor::number);
  return found == process.descriptors->end() ? nullptr : &*found;
}

std::string named(const ViewedProcess& process) {
  return fmt::format("{} (pid {})", process.facts.name, process.facts.id.pid);
}

// The other end of one of a process's descriptors.
struct FarEnd {
  DescriptorKind kind = DescriptorKind::kOther;
  std::uint64_t inode = 0;  // of the pipe, or of the other socket; 0: closed
  bool writes = false;      // of a pipe: whether the far end writes
};

bool holds(const ViewedProcess& process, const FarEnd& end) {
  if (!process.descriptors || is_zombie(process.facts)) return false;
  return std::ranges::any_of(*process.descriptors, [&](const Descriptor& one) {
    if (one.kind != end.kind || one.inode != end.inode || end.inode == 0) return false;
    return end.kind == DescriptorKind::kSocket || (end.writes ? one.writable : one.readable);
  });
}

class Search {
 public:
  Search(const MachineView& view, const BrowserTree& tree) : view_(view), tree_(tree) {}

  Control run() {
    for (const ViewedProcess* process : tree_.drivers_and_browsers) {
      if (!process->descriptors) {
        found_.unread.push_back(fmt::format("the descriptors of {} are {}", named(*process),
                                            to_string(process->descriptors.why())));
        continue;
      }
      const bool browser = process->role == Role::kBrowser;
      if (browser && automation_of(process->facts.command_line).pipe) look_at_pipe(*process);
      if (!browser) look_at_input(*process);
      look_at_ports(*process);
    }
    return std::move(found_);
  }

 private:
  // Nothing: what it is connected to cannot be told.
  std::optional<FarEnd> far_end(const ViewedProcess& process, const Descriptor& near, bool writes) {
    if (near.kind == DescriptorKind::kPipe) {
      return FarEnd{.kind = DescriptorKind::kPipe, .inode = near.inode, .writes = writes};
    }
    if (near.kind != DescriptorKind::kSocket) return FarEnd{};  // a file: nobody at all
    if (!view_.unix_peers || !process.network || *process.network != view_.own_network) return {};
    const auto peer = view_.unix_peers->find(near.inode);
    const bool closed = peer == view_.unix_peers->end();
    return FarEnd{.kind = DescriptorKind::kSocket, .inode = closed ? 0 : peer->second};
  }
  std::vector<const ViewedProcess*> outside_holders(const FarEnd& end) const {
    std::vector<const ViewedProcess*> holders;
    for (const ViewedProcess& process : view_.processes) {
      if (!tree_.has(process.facts.id) && holds(process, end)) holders.push_back(&process);
    }
    return holders;
  }
  bool held_inside(const FarEnd& end) const {
    return std::ranges::any_of(tree_.members,
                               [&](const ViewedProcess* member) { return holds(*member, end); });
  }

  void look_at_pipe(const ViewedProcess& browser) {
    const Descriptor* commands = descriptor(browser, kCommands);
    const Descriptor* answers = descriptor(browser, kAnswers);
    if (commands == nullptr || answers == nullptr) {
      found_.evidence.push_back("its debugging pipe is closed");
      return;
    }
    const auto writer = far_end(browser, *commands, true);
    const auto reader = far_end(browser, *answers, false);
    if (!writer || !reader) {
      found_.unread.push_back("who has the other end of its debugging pipe cannot be told");
      return;
    }
    const auto holders = outside_holders(*writer);
    for (const ViewedProcess* holder : holders) {
      if (holds(*holder, *reader)) {
        found_.controlled = true;
        return;
      }
    }
    for (const ViewedProcess* holder : holders) {
      found_.evidence.push_back(fmt::format(
          "{} holds a copy of the writing end of its debugging pipe without reading the answers: "
          "inherited by accident, and the reason it did not end with its owner",
          named(*holder)));
    }
    if (!holders.empty()) return;
    if (writer->kind == DescriptorKind::kPipe && !pipe_is_closed(browser, *writer)) return;
    if (writer->kind == DescriptorKind::kSocket && writer->inode != 0 && !held_inside(*writer)) {
      found_.unread.push_back("a process that we may not look into holds its debugging pipe");
      return;
    }
    found_.evidence.push_back("nobody holds the other end of its debugging pipe");
  }
  // A pipe's writers need not be visible; the kernel says whether there is one at all.
  bool pipe_is_closed(const ViewedProcess& browser, const FarEnd& writer) {
    if (!browser.command_pipe_has_writer) {
      found_.unread.push_back("whether its debugging pipe has a writer is " +
                              std::string(to_string(browser.command_pipe_has_writer.why())));
      return false;
    }
    if (!*browser.command_pipe_has_writer || held_inside(writer)) return true;
    found_.unread.push_back("a process that we may not look into holds its debugging pipe");
    return false;
  }

  // The driver of Playwright's language bindings gets its commands on standard input. (Those that
  // listen on a port inherit some input, which says nothing.)
  void look_at_input(const ViewedProcess& driver) {
    if (launcher_of_driver(driver.facts) == Launcher::kSelenium) return;
    const Descriptor* input = descriptor(driver, 0);
    if (input == nullptr) return;
    const auto writer = far_end(driver, *input, true);
    if (!writer) {
      found_.unread.push_back("who has the other end of its standard input cannot be told");
      return;
    }
    if (!outside_holders(*writer).empty()) found_.controlled = true;
    if (!found_.controlled) found_.evidence.push_back("nobody writes to its standard input");
  }

  void look_at_ports(const ViewedProcess& process) {
    if (!process.network || !view_.networks.contains(*process.network)) {
      found_.unread.push_back(
          fmt::format("the network connections of {} cannot be read", named(process)));
      return;
    }
    const SocketTable& table = view_.networks.at(*process.network);
    std::set<std::uint16_t> ports;
    for (const Descriptor& one : *process.descriptors) {
      const Socket* socket = one.kind == DescriptorKind::kSocket ? table.find(one.inode) : nullptr;
      if (socket != nullptr && socket->family != SocketFamily::kUnix &&
          socket->state == SocketState::kListening) {
        ports.insert(socket->local.port);
      }
    }
    const bool driven =
        automation_of(process.facts.command_line).pipe || process.role == Role::kDriver;
    if (ports.empty() && !driven) {
      found_.evidence.push_back("it listens on no debugging port and has no debugging pipe");
    }
    for (const std::uint16_t port : ports) {
      if (somebody_is_connected(table, port)) {
        found_.controlled = true;
        return;
      }
      found_.evidence.push_back(
          fmt::format("nobody is connected to port {}, where {} listens", port, named(process)));
    }
  }
  bool somebody_is_connected(const SocketTable& table, std::uint16_t port) const {
    return std::ranges::any_of(table.sockets(), [&](const Socket& socket) {
      const bool tcp = socket.family == SocketFamily::kTcp || socket.family == SocketFamily::kTcp6;
      if (!tcp || socket.local.port != port) return false;
      if (socket.state != SocketState::kEstablished && socket.state != SocketState::kConnecting) {
        return false;
      }
      const Socket* peer = table.peer_of(socket);
      return peer == nullptr ||
             !held_inside({.kind = DescriptorKind::kSocket, .inode = peer->inode});
    });
  }

  const MachineView& view_;
  const BrowserTree& tree_;
  Control found_;
};

}  // namespace

Control control_of(const MachineView& view, const BrowserTree& tree) {
  return Search(view, tree).run();
}

}  // namespace tidemark::probes
