// The program under test, as the harness handles it: started, fed, heard, watched, ended.
#pragma once

#include <poll.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/subject/line_splitter.hpp"
#include "harness/subject/output_capture.hpp"
#include "harness/subject/subject_pipes.hpp"
#include "harness/subject/supervision.hpp"
#include "probes/base/process_id.hpp"
#include "probes/process/exit_status.hpp"

namespace tidemark::harness {

// Where a subject's output is kept, beside being read.
struct SubjectCaptures {
  OutputCapture out;
  OutputCapture err;
};

// One subject at a time, any number one after the other, all below one supervisor. Nothing blocks
// but start() and the destructor, which ends the whole tree.
class Subject {
 public:
  Subject(Supervision supervision, SubjectCaptures captures)
      : supervision_(std::move(supervision)), captures_(std::move(captures)) {}

  // The ancestor of everything that subjects start.
  [[nodiscard]] Pid supervisor() const { return supervision_.pid(); }

  // Waits up to 30 s for the program to run. kNotFound, kDenied, ...: it cannot be started; kGone:
  // the supervisor has died.
  Result<ProcessId> start(const StartSubject& order);

  // The subject's own process; empty while there is none.
  [[nodiscard]] const std::optional<ProcessId>& running() const { return running_; }
  // How the latest one ended.
  [[nodiscard]] const std::optional<probes::ExitStatus>& ended() const { return ended_; }

  // One line of input. What the subject has not read stays queued here.
  void feed(std::string_view line);
  [[nodiscard]] std::size_t unread() const { return pipes_ ? pipes_->unwritten() : 0; }
  void close_input();
  // Signals the subject's own process. kGone: it has ended.
  Result<void> signal(int signal_number);

  // SIGTERM to the subject, then after `grace` SIGKILL to everything left of the tree. Again with a
  // shorter grace: hurries. Over when tree_ended() has an answer.
  Result<void> end_tree(Milliseconds grace);
  [[nodiscard]] const std::optional<TreeEnded>& tree_ended() const { return tree_ended_; }

  void add_watches(std::vector<pollfd>& watches) const;
  // Takes in what has happened; returns the lines written to stdout since. Everything that a
  // subject wrote before its end has been returned when running() turns empty. kGone: the
  // supervisor has died, and the tree may live on without it.
  [[nodiscard]] Result<std::vector<std::string>> turn();

 private:
  void take(const Report& report);
  [[nodiscard]] std::vector<std::string> exchange();

  Supervision supervision_;
  SubjectCaptures captures_;
  std::optional<SubjectPipes> pipes_;
  LineSplitter lines_;
  std::optional<ProcessId> running_;
  std::optional<probes::ExitStatus> ended_;
  std::optional<TreeEnded> tree_ended_;
};

}  // namespace tidemark::harness
