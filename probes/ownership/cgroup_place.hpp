// Where the hierarchies of control groups are mounted, and where in them this process is.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "probes/base/result.hpp"

namespace tidemark::probes {

// A directory in each hierarchy; absent where it is not mounted, or hidden from a container. On a
// hybrid host the unified hierarchy has no controllers: memory, pids and cpu then are in v1's.
struct CgroupPlace {
  std::optional<std::filesystem::path> unified = {};  // v2
  std::optional<std::filesystem::path> memory = {};   // v1
  std::optional<std::filesystem::path> pids = {};     // v1
  std::optional<std::filesystem::path> cpu = {};      // v1

  friend bool operator==(const CgroupPlace&, const CgroupPlace&) = default;
};

// What /proc/PID/mountinfo and /proc/PID/cgroup (proc(5), cgroups(7)) say together.
[[nodiscard]] CgroupPlace parse_cgroup_place(std::string_view mountinfo, std::string_view cgroup);

// Of this process. kUnavailable: /proc cannot be read.
[[nodiscard]] Result<CgroupPlace> read_own_cgroup_place(
    const std::filesystem::path& proc_self = "/proc/self");

}  // namespace tidemark::probes
