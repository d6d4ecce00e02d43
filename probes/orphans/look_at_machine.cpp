#include "probes/orphans/look_at_machine.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <string_view>

#include "probes/orphans/process_environment.hpp"
#include "probes/orphans/process_trees.hpp"
#include "probes/sampling/libproc_source.hpp"
#include "probes/sampling/proc_file.hpp"
#include "probes/sampling/unix_peers.hpp"

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;

fs::path file_of(Pid pid, const char* name) {
  return fs::path("/proc") / std::to_string(pid) / name;
}

Result<std::string> read_whole(Pid pid, const char* name, std::size_t limit) {
  const fs::path path = file_of(pid, name);
  const Result<UniqueFd> fd = open_proc_file(path);
  if (!fd) return std::unexpected(fd.error());
  return read_proc_file(*fd, path, limit);
}

Absence absence_after(Pid pid, int error) {
  return absence_of(proc_error("look at a process", file_of(pid, ""), error).code);
}

Reading<std::string> read_link(Pid pid, const char* name) {
  std::string text(kMaxLinkText, '\0');
  const ssize_t length = ::readlink(file_of(pid, name).c_str(), text.data(), text.size());
  if (length < 0) return absence_after(pid, errno);
  text.resize(static_cast<std::size_t>(length));
  return text;
}

// Whether the pipe that is its descriptor 3 has a writer: without one, poll says that it was hung
// up. A reader more does not change what the browser reads.
Reading<bool> command_pipe_has_writer(Pid pid) {
  const UniqueFd pipe(
      ::open((file_of(pid, "fd") / "3").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (!pipe) return absence_after(pid, errno);
  pollfd look{.fd = pipe.get(), .events = POLLIN, .revents = 0};
  if (::poll(&look, 1, 0) < 0) return Absence::kUnsupported;
  return (look.revents & POLLHUP) == 0;
}

bool has_command_pipe(const ViewedProcess& process) {
  if (process.role != Role::kBrowser || !process.descriptors) return false;
  if (!automation_of(process.facts.command_line).pipe) return false;
  return std::ranges::any_of(*process.descriptors, [](const Descriptor& one) {
    return one.number == 3 && one.kind == DescriptorKind::kPipe && one.inode != 0;
  });
}

void look_closer(ViewedProcess& process) {
  const Pid pid = process.facts.id.pid;
  if (const auto text = read_whole(pid, "cmdline", kMaxLongCommandLine)) {
    process.facts.command_line = split_arguments(*text);
  }
  process.role = role_of(process.facts, false);
  if (const auto text = read_whole(pid, "status", kMaxStatus)) {
    const StatusFacts status = parse_status(*text);
    process.user = status.user;
    process.first_of_namespace = status.first_of_namespace;
  } else {
    process.user = absence_of(text.error().code);
  }
  if (is_zombie(process.facts)) return;
  process.descriptors = read_descriptors(pid);
  process.working_directory = read_link(pid, "cwd");
  process.network = read_network_namespace(pid);
  if (const auto text = read_whole(pid, "environ", kMaxEnvironment)) {
    process.temp_root = std::string(environment_value(*text, "TMPDIR").value_or("/tmp"));
    process.exec_pid_of_systemd = exec_pid_of_systemd(*text);
  } else {
    process.temp_root = absence_of(text.error().code);
    process.exec_pid_of_systemd = absence_of(text.error().code);
  }
  if (has_command_pipe(process)) process.command_pipe_has_writer = command_pipe_has_writer(pid);
}

void read_networks(MachineView& view) {
  for (const ViewedProcess& process : view.processes) {
    const bool asked = process.role != Role::kOther || process.facts.id.pid == view.self;
    if (!asked || !process.network || view.networks.contains(*process.network)) continue;
    if (auto table = SocketTable::read(process.facts.id.pid)) {
      view.networks.emplace(*process.network, *std::move(table));
    }
  }
}

}  // namespace

Result<MachineView> look_at_machine() {
  auto source = LibprocSource::create();
  if (!source) return std::unexpected(source.error());
  auto sweep = (*source)->sweep();
  if (!sweep) return std::unexpected(sweep.error());
  MachineView view{.at = steady_now(), .self = ::getpid(), .user = ::geteuid()};
  for (ProcessFacts& facts : *sweep) {
    ViewedProcess process{.facts = std::move(facts)};
    look_closer(process);
    view.processes.push_back(std::move(process));
  }
  const auto pid_of = [](const ViewedProcess& process) { return process.facts.id.pid; };
  std::ranges::sort(view.processes, {}, pid_of);
  const auto twice = std::ranges::unique(view.processes, {}, pid_of);
  view.processes.erase(twice.begin(), twice.end());
  view.hides = view.find(1) == nullptr;
  std::error_code error;
  view.runs_systemd = fs::exists("/run/systemd/system", error);
  view.own_network = read_network_namespace(view.self).value_or(0);
  view.unix_peers = read_unix_peers();
  read_networks(view);
  return view;
}

}  // namespace tidemark::probes
