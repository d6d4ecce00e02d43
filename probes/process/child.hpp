// A process that we started: the only code in Tidemark that forks, execs and reaps.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"
#include "probes/process/exit_status.hpp"

namespace tidemark::probes {

// What to start. `program` is a path, or a name looked up in our PATH.
struct Command {
  std::filesystem::path program;
  std::vector<std::string> arguments;                       // without argv[0]
  std::optional<std::vector<std::string>> environment = {};  // KEY=VALUE; absent: ours
  std::filesystem::path working_directory = {};              // empty: ours
};

// Gives the child our descriptor `ours` under the number `theirs`.
struct InheritedFd {
  int theirs = -1;
  int ours = -1;
};

// The process group a child is put into.
enum class Group {
  kOurs,        // stays in our group: a terminal's Ctrl-C reaches it
  kOwn,         // leads its own group, so that group signals reach it and its children only
  kOwnSession,  // leads its own session and group, without a controlling terminal
};

struct StartOptions {
  Group group = Group::kOwn;
  // Sent to the child by the kernel when the *thread* that started it ends (prctl(2)): start such a child
  // only from a thread that lives as long as the program.
  std::optional<int> parent_death_signal = {};
  // 0, 1 and 2 are /dev/null unless listed here. Everything not listed is closed in the child.
  std::vector<InheritedFd> descriptors = {};
};

// Which means it took to end a child.
enum class EndedBy { kItself, kTerm, kKill };

struct EndReport {
  EndedBy by = EndedBy::kItself;
  ExitStatus status;
  std::chrono::nanoseconds took{};
};

// Owns a started process until it is reaped. While a Child exists its pid cannot be given to another
// process; signals go through its pidfd. The destructor ends what still runs: SIGKILL to child and
// group, then reaps it. Start children from one thread only: between fork and exec another thread's
// child would hold copies of our descriptors.
class Child {
 public:
  // Starts `command`; an exec failure is reported here, with nothing left behind. kNotFound: no such
  // program; kDenied: not executable.
  [[nodiscard]] static Result<Child> start(const Command& command, const StartOptions& options = {});

  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  [[nodiscard]] Pid pid() const { return id_.pid; }
  [[nodiscard]] const ProcessId& id() const { return id_; }
  // Readable once the process has ended; stays open as long as this Child.
  [[nodiscard]] int pidfd() const { return pidfd_.get(); }

  // How it ended, if it has; reaps it. Later calls repeat the answer.
  [[nodiscard]] std::optional<ExitStatus> poll();
  // The same, waiting for the end until `deadline`.
  [[nodiscard]] std::optional<ExitStatus> wait(Deadline deadline);

  // Signals the process; kGone once it was reaped.
  Result<void> signal(int signal_number);
  // Signals the process and everything in the group it leads; needs Group::kOwn or kOwnSession.
  Result<void> signal_group(int signal_number);

  // SIGTERM, up to `grace` for it to leave, then SIGKILL to child and group; reaped on return. A stopped
  // child is continued after the SIGTERM. What left the group (setsid) is not reached: see Ownership in
  // docs/ARCHITECTURE.md. Returns within grace + 5 s; an error then means the process is stuck in the
  // kernel (D state).
  [[nodiscard]] Result<EndReport> end(std::chrono::nanoseconds grace);

 private:
  Child(ProcessId id, UniqueFd pidfd, bool leads_group)
      : id_(id), pidfd_(std::move(pidfd)), leads_group_(leads_group) {}

  ProcessId id_;
  UniqueFd pidfd_;
  bool leads_group_ = false;
  std::optional<ExitStatus> status_;  // set once reaped
};

}  // namespace tidemark::probes
