// Views of a machine made by hand.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "probes/orphans/machine_view.hpp"

namespace tidemark::probes {

inline constexpr uid_t kUser = 1000;
inline constexpr std::uint64_t kNetwork = 4026531840;
inline constexpr SteadyTime kNow{std::chrono::hours(10)};

// Builds a machine whose pid 1 is systemd. Every process starts one second after the one added
// before it, an hour ago.
class ViewBuilder {
 public:
  ViewBuilder() {
    view_.at = kNow;
    view_.self = 999999;
    view_.user = kUser;
    view_.own_network = kNetwork;
    view_.unix_peers = std::map<std::uint64_t, std::uint64_t>{};
    add(1, 0, {"/sbin/init"}).facts.name = "systemd";
    at(1).user = 0;
  }

  // With nothing open, in a group and session of its own.
  ViewedProcess& add(Pid pid, Pid parent, std::vector<std::string> line) {
    ViewedProcess process;
    ++seconds_;
    process.facts.id = {.pid = pid, .start_ticks = static_cast<std::uint64_t>(seconds_) * 100};
    process.facts.parent = parent;
    process.facts.group = pid;
    process.facts.session = pid;
    process.facts.state = 'S';
    process.facts.started = kNow - std::chrono::hours(1) + std::chrono::seconds(seconds_);
    const std::string& program = line.front();
    process.facts.name = program.substr(program.rfind('/') + 1).substr(0, 15);
    process.facts.command_line = std::move(line);
    process.role = role_of(process.facts, false);
    process.user = kUser;
    process.descriptors = std::vector<Descriptor>{};
    process.working_directory = std::string("/");
    process.temp_root = std::string("/tmp");
    process.exec_pid_of_systemd = 0;
    process.network = kNetwork;
    view_.processes.push_back(std::move(process));
    return view_.processes.back();
  }
  // Puppeteer's, over a WebSocket, with a renderer (pid + 1); listens on `port`.
  ViewedProcess& add_browser(Pid pid, Pid parent, std::uint16_t port = 9222) {
    add(pid, parent,
        {"/usr/bin/chromium", "--headless", "--remote-debugging-port=0",
         "--user-data-dir=/tmp/puppeteer_dev_chrome_profile-abc"});
    listen(pid, port);
    add(pid + 1, pid, {"/usr/bin/chromium --type=renderer --headless"});
    return at(pid);
  }
  // Driven over a pipe: commands arrive on pipe `commands`, answers leave on `commands` + 1.
  ViewedProcess& add_pipe_browser(Pid pid, Pid parent, std::uint64_t commands) {
    add(pid, parent, {"/usr/bin/chromium", "--headless", "--remote-debugging-pipe"});
    open(pid, 3, DescriptorKind::kPipe, commands, "r");
    open(pid, 4, DescriptorKind::kPipe, commands + 1, "w");
    at(pid).command_pipe_has_writer = true;
    return at(pid);
  }
  void open(Pid pid, int number, DescriptorKind kind, std::uint64_t inode,
            const std::string& mode) {
    at(pid).descriptors->push_back({.number = number,
                                    .kind = kind,
                                    .inode = inode,
                                    .readable = mode.contains('r'),
                                    .writable = mode.contains('w')});
  }
  void listen(Pid pid, std::uint16_t port) {
    sockets_.push_back({.inode = ++inode_,
                        .state = SocketState::kListening,
                        .local = {"127.0.0.1", port},
                        .remote = {"0.0.0.0", 0}});
    open(pid, 10, DescriptorKind::kSocket, inode_, "rw");
  }
  // A TCP connection of process `client` to `server`, which listens on `port`.
  void connect(Pid client, Pid server, std::uint16_t port) {
    const std::uint16_t from = ++client_port_;
    sockets_.push_back({.inode = ++inode_,
                        .state = SocketState::kEstablished,
                        .local = {"127.0.0.1", from},
                        .remote = {"127.0.0.1", port}});
    open(client, 20, DescriptorKind::kSocket, inode_, "rw");
    sockets_.push_back({.inode = ++inode_,
                        .state = SocketState::kEstablished,
                        .local = {"127.0.0.1", port},
                        .remote = {"127.0.0.1", from}});
    open(server, 21, DescriptorKind::kSocket, inode_, "rw");
  }

  ViewedProcess& at(Pid pid) {
    return *std::ranges::find_if(view_.processes, [pid](const ViewedProcess& process) {
      return process.facts.id.pid == pid;
    });
  }
  void remove(Pid pid) {
    std::erase_if(view_.processes,
                  [pid](const ViewedProcess& process) { return process.facts.id.pid == pid; });
  }
  MachineView& raw() { return view_; }
  [[nodiscard]] MachineView view() const {
    MachineView view = view_;
    std::ranges::sort(view.processes, {}, [](const auto& one) { return one.facts.id.pid; });
    view.networks[kNetwork] = SocketTable(sockets_);
    return view;
  }

 private:
  MachineView view_;
  std::vector<Socket> sockets_;
  std::uint64_t inode_ = 1000;
  std::uint16_t client_port_ = 40000;
  int seconds_ = 0;
};

}  // namespace tidemark::probes
