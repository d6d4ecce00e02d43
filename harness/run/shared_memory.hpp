// What the subject has left in /dev/shm.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <span>
#include <vector>

#include "harness/run/directory_census.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/unique_fd.hpp"
#include "probes/sampling/tree_sample.hpp"

namespace tidemark::harness {

// On a stage the subject has a /dev/shm of its own, and all that is in it counts. Elsewhere it is
// the whole machine's, and no file says who made it: there only what a process of the subject was
// seen to hold counts, that is open or mapped, itself or something in it, or named in its command
// line. What is made and let go of between two looks is missed.
class SharedMemory {
 public:
  // The machine's: what `owner` made after `since`.
  SharedMemory(SteadyTime since, uid_t owner, std::filesystem::path directory = "/dev/shm");
  // A stage's own, by its open directory.
  explicit SharedMemory(UniqueFd own_directory);

  // Looks for what is new and whether one of `members` holds it; `thorough`: also whether one holds
  // what nobody was seen to hold before.
  void look(std::span<const probes::ProcessSample> members, bool thorough);
  // What is the subject's and still there, with paths as the subject sees them, sorted.
  [[nodiscard]] std::vector<LeftEntry> entries() const;

 private:
  struct Known {
    DirectoryEntry::Identity identity{};
    bool held = false;  // by the subject, once
  };

  UniqueFd own_;
  SteadyTime since_{};
  uid_t owner_ = 0;
  std::filesystem::path directory_;
  std::map<std::filesystem::path, Known> known_;
};

}  // namespace tidemark::harness
