#include "analyzer/browser/machine_room.hpp"

#include <sched.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <optional>
#include <sstream>

namespace tidemark::analyzer {
namespace fs = std::filesystem;

namespace {

// Measured (docs/browser-pool.md): what an ordinary page has, and a heavy one's room to grow.
constexpr Bytes kPerTab = Bytes::mib(200);
constexpr Bytes kPerBrowser = Bytes::mib(150);

std::optional<std::uint64_t> number_in(const fs::path& file) {
  std::ifstream stream(file);
  std::uint64_t number = 0;
  if (!(stream >> number)) return std::nullopt;  // "max" is no number either
  return number;
}

Bytes machine_memory(const fs::path& proc) {
  std::ifstream stream(proc / "meminfo");
  std::string name;
  std::uint64_t kib = 0;
  for (std::string line; std::getline(stream, line);) {
    if (std::istringstream(line) >> name >> kib && name == "MemAvailable:") return Bytes::kib(kib);
  }
  return {};
}

// A group and all that it is in; the limits of each apply.
void limit_by_group(MachineRoom& room, const fs::path& root, const fs::path& group,
                    const char* limit_file, const char* usage_file) {
  for (fs::path path = group.relative_path();; path = path.parent_path()) {
    const fs::path directory = root / path;
    const auto limit = number_in(directory / limit_file);
    const auto usage = number_in(directory / usage_file);
    if (limit && usage) {
      const Bytes left{*limit - std::min(*limit, *usage)};
      if (left < room.memory) {
        room.memory = left;
        room.memory_from = "the control group " + directory.string();
      }
    }
    if (path.empty()) return;
  }
}

void limit_by_groups(MachineRoom& room, const fs::path& proc, const fs::path& cgroups) {
  std::ifstream stream(proc / "self" / "cgroup");
  for (std::string line; std::getline(stream, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const fs::path group = line.substr(second + 1);
    if (controllers == "memory") {
      limit_by_group(room, cgroups / "memory", group, "memory.limit_in_bytes",
                     "memory.usage_in_bytes");
    } else if (controllers.empty()) {
      limit_by_group(room, cgroups, group, "memory.max", "memory.current");
      limit_by_group(room, cgroups / "unified", group, "memory.max", "memory.current");
    }
  }
}

}  // namespace

MachineRoom look_at_room(const fs::path& proc, const fs::path& cgroups) {
  MachineRoom room{.memory = machine_memory(proc)};
  if (room.memory.count > 0) room.memory_from = "the machine";
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof(allowed), &allowed) == 0) {
    room.cores = std::max(1, CPU_COUNT(&allowed));
  }
  limit_by_groups(room, proc, cgroups);
  return room;
}

TabChoice choose_tabs(const MachineRoom& room, int browsers) {
  const int count = std::max(1, browsers);
  const int by_cores = std::max(1, (5 * room.cores + 3) / 4);
  const std::uint64_t base = kPerBrowser.count * static_cast<std::uint64_t>(count);
  const std::uint64_t left = room.memory.count - std::min(room.memory.count, base);
  const std::uint64_t fit = left / kPerTab.count;
  const bool tight = !room.memory_from.empty() && fit < static_cast<std::uint64_t>(by_cores);
  if (!tight) return {by_cores, "for " + std::to_string(room.cores) + " cores"};
  return {std::max(1, static_cast<int>(fit)),
          "for the " + to_string(room.memory) + " that " + room.memory_from + " has left"};
}

}  // namespace tidemark::analyzer
