#include "probes/ownership/cgroup_place.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "probes/sampling/proc_file.hpp"

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;

// A machine with thousands of mounts has some 100 bytes for each.
constexpr std::size_t kLongestMountinfo = std::size_t{4} << 20U;

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool has(std::string_view list, std::string_view word) {
  const std::vector<std::string_view> words = split(list, ',');
  return std::ranges::find(words, word) != words.end();
}

// Blanks and backslashes in paths are written as \040 (proc(5)).
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned int byte = 0;
    if (text[i] == '\\' && i + 3 < text.size() &&
        std::from_chars(&text[i + 1], &text[i + 1] + 3, byte, 8).ptr == &text[i + 1] + 3) {
      plain += static_cast<char>(byte);
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

struct Mount {
  std::string root;   // the directory of the hierarchy that is mounted
  std::string point;  // where
  std::string_view type;
  std::string_view options;
};

std::optional<Mount> mount_in(std::string_view line) {
  // 36 35 98:0 ROOT POINT rw,noatime master:1 - TYPE SOURCE OPTIONS
  const std::vector<std::string_view> words = split(line, ' ');
  const auto dash = std::ranges::find(words, "-");
  if (dash - words.begin() < 6 || words.end() - dash < 4) return {};
  return Mount{.root = unescaped(words[3]),
               .point = unescaped(words[4]),
               .type = dash[1],
               .options = dash[3]};
}

// The directory of a group in a mount; nothing if the mount does not reach it.
std::optional<fs::path> place_in(const Mount& mount, std::string_view group) {
  // "/..": outside the root of our cgroup namespace.
  if (!group.starts_with('/') || group.starts_with("/..") || mount.root.starts_with("/..")) {
    return {};
  }
  std::string_view below = group;
  if (mount.root != "/") {
    if (!below.starts_with(mount.root)) return {};
    below.remove_prefix(mount.root.size());
    if (!below.empty() && !below.starts_with('/')) return {};
  }
  while (below.starts_with('/')) below.remove_prefix(1);
  return below.empty() ? fs::path(mount.point) : fs::path(mount.point) / below;
}

}  // namespace

CgroupPlace parse_cgroup_place(std::string_view mountinfo, std::string_view cgroup) {
  // HIERARCHY:CONTROLLERS:GROUP; the group may hold colons.
  std::optional<std::string> unified;
  std::optional<std::string> memory;
  std::optional<std::string> pids;
  std::optional<std::string> cpu;
  for (const std::string_view line : split(cgroup, '\n')) {
    const std::size_t first = line.find(':');
    if (first == std::string_view::npos) continue;
    const std::size_t second = line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    const std::string group(line.substr(second + 1));
    if (line.substr(0, first) == "0" && controllers.empty()) unified = group;
    if (has(controllers, "memory")) memory = group;
    if (has(controllers, "pids")) pids = group;
    if (has(controllers, "cpu")) cpu = group;
  }
  CgroupPlace place;
  for (const std::string_view line : split(mountinfo, '\n')) {
    const std::optional<Mount> mount = mount_in(line);
    if (!mount) continue;
    const bool v1 = mount->type == "cgroup";
    if (mount->type == "cgroup2" && unified && !place.unified) {
      place.unified = place_in(*mount, *unified);
    }
    if (v1 && memory && !place.memory && has(mount->options, "memory")) {
      place.memory = place_in(*mount, *memory);
    }
    if (v1 && pids && !place.pids && has(mount->options, "pids")) {
      place.pids = place_in(*mount, *pids);
    }
    if (v1 && cpu && !place.cpu && has(mount->options, "cpu")) {
      place.cpu = place_in(*mount, *cpu);
    }
  }
  return place;
}

Result<CgroupPlace> read_own_cgroup_place(const fs::path& proc_self) {
  std::string texts[2];
  const char* names[2] = {"mountinfo", "cgroup"};
  for (int i = 0; i < 2; ++i) {
    const fs::path path = proc_self / names[i];
    const Result<UniqueFd> fd = open_proc_file(path);
    Result<std::string> text = fd ? read_proc_file(*fd, path, kLongestMountinfo)
                                  : Result<std::string>(std::unexpected(fd.error()));
    if (!text) return failure(ErrorCode::kUnavailable, text.error().message);
    texts[i] = *std::move(text);
  }
  return parse_cgroup_place(texts[0], texts[1]);
}

}  // namespace tidemark::probes
