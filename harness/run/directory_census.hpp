// What is in a directory of the subject's.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::harness {

struct DirectoryEntry {
  std::filesystem::path path;
  SteadyTime made{};
  uid_t owner = 0;
  // Which of several that had this name one after the other.
  struct Identity {
    std::uint64_t inode = 0;
    std::chrono::nanoseconds made{};  // by the wall clock
    friend bool operator==(const Identity&, const Identity&) = default;
  } identity{};
};

struct LeftEntry {
  std::filesystem::path path;
  Bytes bytes;  // with everything in it
  SteadyTime made{};
};

// The entries of `directory` itself, sorted by path. What vanishes meanwhile, or is not ours to
// see, is left out.
[[nodiscard]] std::vector<DirectoryEntry> list_directory(const std::filesystem::path& directory);
// The same with their sizes.
[[nodiscard]] std::vector<LeftEntry> take_directory_census(const std::filesystem::path& directory);
// One of them with its size.
[[nodiscard]] LeftEntry measured(const DirectoryEntry& entry);

}  // namespace tidemark::harness
