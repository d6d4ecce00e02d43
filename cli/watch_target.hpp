// What a watch looks at, opened.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "cli/watch_run.hpp"
#include "harness/watch/watched_command.hpp"
#include "harness/watch/watcher.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"
#include "probes/process/process_ref.hpp"

namespace tidemark::cli {

// Where a command's output goes: passed through to ours, kept in files, or all to our stderr
// because our stdout is for a program.
enum class CommandOutput { kThrough, kKept, kToStderr };

struct WatchTarget {
  harness::Watcher watcher;
  std::string name;  // untrusted
  std::optional<harness::WatchedCommand> command = {};
  std::optional<probes::ProcessRef> process = {};  // where --pid was given
  // What the command has written, where that is kept.
  UniqueFd kept_out = {};
  UniqueFd kept_err = {};
};

// Starts the command if that is what is watched: before any thread. `folder` is where output is
// kept; if empty, in files without a name. kBadInput, kNotFound: there is no such thing to watch;
// kDenied.
[[nodiscard]] Result<WatchTarget> open_watch_target(const WatchOptions& options,
                                                    CommandOutput output,
                                                    const std::filesystem::path& folder);

// The last lines of a kept output, ready for a terminal.
[[nodiscard]] std::string last_lines(const UniqueFd& kept);

}  // namespace tidemark::cli
