// What an earlier, killed Tidemark left behind: browsers without an owner and their profiles.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "probes/base/process_id.hpp"

namespace tidemark::analyzer {

// One profile directory whose owner is gone.
struct SweptProfile {
  std::filesystem::path directory;
  Pid ended_browser = 0;     // the browser that still ran in it, or 0
  std::string problem = {};  // why it is still there; empty when it is gone
};

// Ends the browsers and removes the profile directories of our user in `scratch_root` whose lease
// nobody holds. A directory with a living owner (or guard) is never touched, nor are symbolic links
// followed. Blocks for up to 2 s per directory, normally milliseconds.
[[nodiscard]] std::vector<SweptProfile> sweep_profiles(const std::filesystem::path& scratch_root);

}  // namespace tidemark::analyzer
