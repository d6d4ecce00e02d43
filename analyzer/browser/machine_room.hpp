// How many tabs this machine has room for.
#pragma once

#include <filesystem>
#include <string>

#include "probes/base/bytes.hpp"

namespace tidemark::analyzer {

struct MachineRoom {
  int cores = 1;                 // that we may run on
  Bytes memory = {};             // that we may still take
  std::string memory_from = {};  // "the machine", or the group that allows less; empty: unknown
};

// Looks at the machine and at the control groups (v2, and v1's memory hierarchy) that we are in.
// The roots are for tests.
[[nodiscard]] MachineRoom look_at_room(const std::filesystem::path& proc = "/proc",
                                       const std::filesystem::path& cgroups = "/sys/fs/cgroup");

struct TabChoice {
  int tabs = 1;  // in all browsers together
  std::string why;
};

// First by cores: more than 1.25 tabs per core only wait for each other. Then by memory.
[[nodiscard]] TabChoice choose_tabs(const MachineRoom& room, int browsers);

}  // namespace tidemark::analyzer
