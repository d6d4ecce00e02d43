// Scratch directories that browsers and their drivers leave behind, and whether a live process uses
// them.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/reading.hpp"
#include "probes/orphans/launcher.hpp"
#include "probes/orphans/machine_view.hpp"

namespace tidemark::probes {

enum class DirectoryUse : std::uint8_t {
  kInUse,    // `reason` says by whom
  kUnused,   // proven
  kUnknown,  // `reason` says what stands in the way of a proof
};

struct ScratchDirectory {
  std::filesystem::path path = {};
  Launcher launcher = Launcher::kUnknown;
  Bytes bytes = {};                 // on disk, with everything in it that could be read
  std::chrono::milliseconds age{};  // since anything in it changed, as far as its top level tells
  DirectoryUse use = DirectoryUse::kUnknown;
  std::string reason = {};
};

struct DirectorySearch {
  // Where to look; those that do not exist are skipped. Links in them are resolved first.
  std::vector<std::filesystem::path> roots = {};
  std::chrono::milliseconds min_age = std::chrono::seconds(10);
  // Processes that do not count as users, because they are about to be ended.
  std::set<ProcessId> doomed = {};
};

// The directories of our user in the roots that have a known scratch name and are old enough,
// sorted by path. Symbolic links are never followed. A directory is proven unused when no live
// process names it on its command line, has a file, socket or its working directory in it or maps a
// file of it; no lock (Chromium's SingletonLock, our lease) belongs to a live process; and, where a
// name alone does not show whose it is, nobody is alive who may have made it.
[[nodiscard]] std::vector<ScratchDirectory> scratch_directories(const MachineView& view,
                                                                const DirectorySearch& search);

// Whether `directory` is used, as of this view. Takes our own lease's lock for a moment to see
// whether somebody holds it.
[[nodiscard]] ScratchDirectory inspect_directory(const MachineView& view,
                                                 const std::filesystem::path& directory,
                                                 const std::set<ProcessId>& doomed);

// The scratch directory of our user that `profile` (from a browser's command line) is or lies in,
// wherever it is; nothing if there is none.
[[nodiscard]] std::optional<ScratchDirectory> scratch_directory_of(
    const MachineView& view, const std::filesystem::path& profile,
    const std::set<ProcessId>& doomed);

// Removes a directory of ours with everything in it, without following symbolic links. kDenied: it
// is not our user's, or no directory.
[[nodiscard]] Result<void> remove_scratch_directory(const std::filesystem::path& directory);

// Bytes on disk of a directory and everything in it; links are not followed.
[[nodiscard]] Bytes directory_size(const std::filesystem::path& directory);

}  // namespace tidemark::probes
