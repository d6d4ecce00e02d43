// What shows that a live process uses a directory.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <set>
#include <string>

#include "probes/orphans/launcher.hpp"
#include "probes/orphans/machine_view.hpp"

namespace tidemark::probes {

// The first sign of use by a live process that is not `doomed`, as a sentence: its command line, a
// descriptor, its working directory, a unix socket's path, a mapped file. Processes of all users
// count as far as they can be seen.
[[nodiscard]] std::optional<std::string> sign_of_use(const MachineView& view,
                                                     const std::filesystem::path& directory,
                                                     const std::set<ProcessId>& doomed);

// Why the absence of signs proves nothing: a browser or driver of ours that cannot be looked into.
[[nodiscard]] std::optional<std::string> blind_spot(const MachineView& view,
                                                    const std::set<ProcessId>& doomed);

// Where, when and by whom a directory was made, as its name and inode tell.
struct Made {
  std::filesystem::path in = {};
  SteadyTime at = {};
  Launcher by = Launcher::kUnknown;
};

// A live browser whose launcher makes such a directory right before it starts one.
[[nodiscard]] std::optional<std::string> session_of(const MachineView& view, const Made& made,
                                                    const std::set<ProcessId>& doomed);

// A live process that may have made the directory and use it without a sign: a browser, driver or
// JavaScript program of ours that was there then and makes its temporary files there.
[[nodiscard]] std::optional<std::string> possible_creator(const MachineView& view, const Made& made,
                                                          const std::set<ProcessId>& doomed);

}  // namespace tidemark::probes
