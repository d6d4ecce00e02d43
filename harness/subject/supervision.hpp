// The harness's side of its supervisor.
#pragma once

#include <optional>
#include <vector>

#include "harness/subject/message_socket.hpp"
#include "harness/subject/supervisor_message.hpp"
#include "probes/process/child.hpp"

namespace tidemark::harness {

// Owns the supervisor process. Destroying it ends the supervisor with all that is left below it,
// waiting up to 12 s.
class Supervision {
 public:
  // Runs this very program again with kSupervisorArgument; its main() must know that.
  [[nodiscard]] static Result<Supervision> start();

  Supervision(Supervision&&) noexcept = default;
  Supervision& operator=(Supervision&&) = delete;
  Supervision(const Supervision&) = delete;
  Supervision& operator=(const Supervision&) = delete;
  ~Supervision();

  // The ancestor of everything that the subject starts.
  [[nodiscard]] Pid pid() const { return pid_; }
  // Readable when a report has come.
  [[nodiscard]] int fd() const { return control_.fd(); }

  // Errors as MessageSocket::send. With StartSubject go the subject's stdin, stdout and stderr.
  Result<void> order(const Order& order, const std::vector<int>& descriptors = {});
  // The next report if there is one already. kGone: the supervisor has died.
  [[nodiscard]] Result<std::optional<Report>> next_report(
      std::vector<UniqueFd>* descriptors = nullptr);
  // The next report, waiting for it; kTimedOut. What travels with it goes to `descriptors`.
  [[nodiscard]] Result<Report> wait_for_report(Deadline deadline,
                                               std::vector<UniqueFd>* descriptors = nullptr);

 private:
  Supervision(MessageSocket control, probes::Child process)
      : control_(std::move(control)), pid_(process.pid()), process_(std::move(process)) {}

  MessageSocket control_;
  Pid pid_;
  std::optional<probes::Child> process_;  // absent: moved from
};

}  // namespace tidemark::harness
