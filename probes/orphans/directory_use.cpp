#include "probes/orphans/directory_use.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "probes/sampling/proc_file.hpp"

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;

constexpr auto kClockSlack = std::chrono::seconds(2);

std::string named(const ViewedProcess& process) {
  return fmt::format("{} (pid {})", process.facts.name, process.facts.id.pid);
}

bool lies_below(std::string_view path, std::string_view directory) {
  return path.starts_with(directory) &&
         (path.size() == directory.size() || path[directory.size()] == '/');
}

// Anywhere in an argument: `--user-data-dir=DIR`, a title of many arguments, a path below it.
bool mentions(std::string_view argument, std::string_view directory) {
  for (std::size_t at = argument.find(directory); at != std::string_view::npos;
       at = argument.find(directory, at + 1)) {
    const std::size_t end = at + directory.size();
    constexpr std::string_view kEnds = "/ \"',:;";
    if (end == argument.size() || kEnds.contains(argument[end])) return true;
  }
  return false;
}

// Debug texts of a process's mappings are large: only those that could be a browser's are read.
bool maps_file_below(const ViewedProcess& process, std::string_view directory) {
  constexpr std::size_t kMaxMaps = 8U << 20U;
  constexpr std::size_t kChunk = 64U << 10U;
  const fs::path path = fs::path("/proc") / std::to_string(process.facts.id.pid) / "maps";
  const auto fd = open_proc_file(path);
  if (!fd) return false;
  std::string text;
  while (text.size() < kMaxMaps) {
    const auto chunk = read_proc_file(*fd, path, kChunk);
    if (!chunk || chunk->empty()) break;
    text += *chunk;
  }
  return text.contains(std::string(directory) + "/");
}

std::optional<std::string> sign_of(const ViewedProcess& process, std::string_view directory) {
  if (std::ranges::any_of(process.facts.command_line, [&](const std::string& argument) {
        return mentions(argument, directory);
      })) {
    return named(process) + " has it on its command line";
  }
  if (process.descriptors && std::ranges::any_of(*process.descriptors, [&](const Descriptor& one) {
        return lies_below(one.target, directory);
      })) {
    return named(process) + " has something in it open";
  }
  if (process.working_directory && lies_below(*process.working_directory, directory)) {
    return named(process) + " has its working directory in it";
  }
  const bool browser_like = process.role != Role::kOther;
  if (browser_like && maps_file_below(process, directory)) {
    return named(process) + " has a file in it mapped";
  }
  return {};
}

bool counts(const ViewedProcess& process, const std::set<ProcessId>& doomed) {
  return !is_zombie(process.facts) && !doomed.contains(process.facts.id);
}

// A unix socket bound below the directory, whoever holds it: Chromium's SingletonSocket.
bool has_bound_socket(const MachineView& view, std::string_view directory,
                      const std::set<ProcessId>& doomed) {
  std::set<std::uint64_t> bound;
  for (const auto& [network, table] : view.networks) {
    for (const Socket& socket : table.sockets()) {
      if (socket.family == SocketFamily::kUnix && lies_below(socket.path, directory)) {
        bound.insert(socket.inode);
      }
    }
  }
  for (const ViewedProcess& process : view.processes) {
    if (!doomed.contains(process.facts.id) || !process.descriptors) continue;
    for (const Descriptor& one : *process.descriptors) {
      if (one.kind == DescriptorKind::kSocket) bound.erase(one.inode);
    }
  }
  return !bound.empty();
}

// Node.js calls its main thread, and so the process, MainThread since version 22.
bool runs_javascript(const ViewedProcess& process) {
  constexpr std::array<std::string_view, 6> kRuntimes = {"node", "nodejs",   "bun",
                                                         "deno", "electron", "MainThread"};
  const auto& line = process.facts.command_line;
  const std::string program = line.empty() ? "" : fs::path(line.front()).filename().string();
  return std::ranges::any_of(
      kRuntimes, [&](auto name) { return process.facts.name == name || program == name; });
}

// Also if that cannot be told; but what has ended meanwhile makes none.
bool makes_temporary_files_in(const ViewedProcess& process, const fs::path& root) {
  if (!process.temp_root) return process.temp_root.why() != Absence::kGone;
  std::error_code error;
  return fs::weakly_canonical(*process.temp_root, error) == root;
}

}  // namespace

std::optional<std::string> sign_of_use(const MachineView& view, const fs::path& directory,
                                       const std::set<ProcessId>& doomed) {
  for (const ViewedProcess& process : view.processes) {
    if (!counts(process, doomed) || process.facts.id.pid == view.self) continue;
    if (auto sign = sign_of(process, directory.native())) return sign;
  }
  if (has_bound_socket(view, directory.native(), doomed)) {
    return "a process listens on a socket in it";
  }
  return {};
}

std::optional<std::string> blind_spot(const MachineView& view, const std::set<ProcessId>& doomed) {
  for (const ViewedProcess& process : view.processes) {
    if (!counts(process, doomed) || !process.user || *process.user != view.user) continue;
    if (process.role != Role::kBrowser && process.role != Role::kDriver) continue;
    const bool denied = (!process.descriptors && process.descriptors.why() != Absence::kGone) ||
                        (!process.network && process.network.why() != Absence::kGone);
    if (!denied) continue;  // what has ended uses nothing
    return fmt::format("{} cannot be looked into and may use it", named(process));
  }
  return {};
}

std::optional<std::string> session_of(const MachineView& view, const Made& made,
                                      const std::set<ProcessId>& doomed) {
  const Launcher launcher = made.by;
  if (launcher != Launcher::kPlaywright) return {};
  constexpr auto kLongestStart = std::chrono::seconds(30);
  for (const ViewedProcess& process : view.processes) {
    if (!counts(process, doomed) || process.role != Role::kBrowser) continue;
    if (!process.user || *process.user != view.user) continue;
    if (automation_of(process.facts.command_line).launcher != launcher) continue;
    if (!makes_temporary_files_in(process, made.in)) continue;
    const auto after = process.facts.started - made.at;
    if (after < -kClockSlack || after > kLongestStart) continue;
    return fmt::format("it seems to belong to the session of {}", named(process));
  }
  return {};
}

std::optional<std::string> possible_creator(const MachineView& view, const Made& made,
                                            const std::set<ProcessId>& doomed) {
  for (const ViewedProcess& process : view.processes) {
    if (!counts(process, doomed) || !process.user || *process.user != view.user) continue;
    const bool able =
        process.role == Role::kBrowser || process.role == Role::kDriver || runs_javascript(process);
    if (!able || process.facts.started > made.at + kClockSlack) continue;
    if (!makes_temporary_files_in(process, made.in)) continue;
    return fmt::format("{} was there when it was made and may still use it", named(process));
  }
  return {};
}

}  // namespace tidemark::probes
