// What `tidemark orphans` shows: text for a person, JSON for a program.
#pragma once

#include <string>
#include <vector>

#include "probes/orphans/finding.hpp"
#include "probes/orphans/profile_directories.hpp"
#include "probes/orphans/reap.hpp"

namespace tidemark::cli {

struct OrphanListing {
  std::vector<probes::Finding> findings = {};
  std::vector<probes::Undecided> undecided = {};
  std::vector<probes::ScratchDirectory> unused = {};
  std::vector<probes::ScratchDirectory> uncertain = {};  // directories, likewise
  std::size_t others = 0;  // processes of other users, which are not ours to judge
  bool hides = false;      // hidepid: other users' processes are not even counted
};

[[nodiscard]] std::string listing_text(const OrphanListing& listing);
[[nodiscard]] std::string reap_text(const probes::ReapReport& report);
// One object, schema tidemark.orphans/1 (docs/orphans.md); `report` may be null.
[[nodiscard]] std::string orphans_json(const OrphanListing& listing,
                                       const probes::ReapReport* report);

// "25 s", "3 min", "7 h", "12 days".
[[nodiscard]] std::string age_text(std::chrono::milliseconds age);

}  // namespace tidemark::cli
