#include "harness/subject/supervision.hpp"

#include <poll.h>

#include "harness/subject/supervisor.hpp"

namespace tidemark::harness {
namespace {

// The supervisor needs up to 1 s of grace and 8 s of killing for what withstands.
constexpr std::chrono::seconds kTimeToLeave{12};

}  // namespace

Result<Supervision> Supervision::start() {
  auto sockets = MessageSocket::pair();
  if (!sockets) return std::unexpected(sockets.error());
  const probes::Command command{.program = "/proc/self/exe", .arguments = {kSupervisorArgument}};
  probes::StartOptions options{.group = probes::Group::kOwnSession};
  options.descriptors.push_back({.theirs = kSupervisorControl, .ours = sockets->second.fd()});
  auto process = probes::Child::start(command, options);
  if (!process) return std::unexpected(process.error());
  return Supervision(std::move(sockets->first), std::move(*process));
}

Supervision::~Supervision() {
  if (!process_ || !control_) return;
  control_.close();  // which is what tells it to go
  static_cast<void>(process_->wait(Deadline::in(kTimeToLeave)));
}

Result<void> Supervision::order(const Order& order, const std::vector<int>& descriptors) {
  return control_.send(to_text(order), descriptors);
}

Result<std::optional<Report>> Supervision::next_report(std::vector<UniqueFd>* descriptors) {
  auto message = control_.receive();
  if (!message) {
    return failure(message.error().code,
                   "the supervisor of the subject: " + message.error().message);
  }
  std::optional<Message>& next = *message;
  if (!next) return std::optional<Report>();
  if (descriptors != nullptr) *descriptors = std::move(next->descriptors);
  auto report = parse_report(next->text);
  if (!report) return std::unexpected(report.error());
  return std::optional(std::move(*report));
}

Result<Report> Supervision::wait_for_report(Deadline deadline, std::vector<UniqueFd>* descriptors) {
  for (;;) {
    auto report = next_report(descriptors);
    if (!report) return std::unexpected(report.error());
    std::optional<Report>& next = *report;
    if (next) return std::move(*next);
    if (deadline.passed()) {
      return failure(ErrorCode::kTimedOut, "the supervisor of the subject does not answer");
    }
    pollfd readable{.fd = fd(), .events = POLLIN, .revents = 0};
    ::poll(&readable, 1, static_cast<int>(deadline.remaining().count()));
  }
}

}  // namespace tidemark::harness
