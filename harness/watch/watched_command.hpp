// A command that runs only to be watched.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/subject/supervision.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/process/exit_status.hpp"

namespace tidemark::harness {

// Owns a supervisor and below it the command with everything that it starts, however that detaches.
// Destroying it ends all of them, within 12 s.
class WatchedCommand {
 public:
  struct Streams {
    int in = -1;
    int out = -1;
    int err = -1;
  };
  // Returns when the program runs; the descriptors stay the caller's. Call it before any thread is
  // started. kNotFound, kDenied, ...: it cannot be started.
  [[nodiscard]] static Result<WatchedCommand> start(const std::vector<std::string>& command,
                                                    const Streams& streams);

  [[nodiscard]] Pid supervisor() const { return supervision_.pid(); }
  [[nodiscard]] const ProcessId& id() const { return id_; }
  // Readable when turn() has something to take in.
  [[nodiscard]] int fd() const { return supervision_.fd(); }

  // Takes in what the supervisor reports. kGone: it has died.
  Result<void> turn();
  // How the command's own process ended; absent while it runs.
  [[nodiscard]] const std::optional<probes::ExitStatus>& ended() const { return ended_; }
  // What ending the tree took; absent until then.
  [[nodiscard]] const std::optional<TreeEnded>& tree_ended() const { return tree_ended_; }

  // SIGTERM to the command, after `grace` SIGKILL to all that is left of the tree. Again with a
  // shorter grace: hurries.
  Result<void> end_tree(Milliseconds grace);

 private:
  WatchedCommand(Supervision supervision, const ProcessId& id)
      : supervision_(std::move(supervision)), id_(id) {}

  Supervision supervision_;
  ProcessId id_;
  std::optional<probes::ExitStatus> ended_;
  std::optional<TreeEnded> tree_ended_;
};

}  // namespace tidemark::harness
