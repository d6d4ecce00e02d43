// What a subject has left in its temporary directory and in shared memory.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::harness {

struct LeftEntry {
  std::filesystem::path path;
  Bytes bytes;  // with everything in it
  SteadyTime made{};
};

// Every entry of `directory` itself, and of `shared_memory` those of `owner` that were made after
// `since`. Sorted by path. What vanishes meanwhile, or is not ours to see, is left out.
[[nodiscard]] std::vector<LeftEntry> take_directory_census(
    const std::filesystem::path& directory, SteadyTime since, uid_t owner,
    const std::filesystem::path& shared_memory = "/dev/shm");

}  // namespace tidemark::harness
