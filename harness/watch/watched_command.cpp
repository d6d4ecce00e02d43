#include "harness/watch/watched_command.hpp"

#include <utility>
#include <variant>

namespace tidemark::harness {
namespace {

constexpr std::chrono::seconds kTimeToStart{30};

}  // namespace

Result<WatchedCommand> WatchedCommand::start(const std::vector<std::string>& command,
                                             const Streams& streams) {
  auto supervision = Supervision::start();
  if (!supervision) return std::unexpected(supervision.error());
  const auto ordered = supervision->order(StartSubject{.command = command, .environment = {}},
                                          {streams.in, streams.out, streams.err});
  if (!ordered) return std::unexpected(ordered.error());
  const auto report = supervision->wait_for_report(Deadline::in(kTimeToStart));
  if (!report) return std::unexpected(report.error());
  if (const auto* failed = std::get_if<StartFailed>(&*report)) {
    return failure(failed->code, failed->message);
  }
  const auto* started = std::get_if<SubjectStarted>(&*report);
  if (started == nullptr) {
    return failure(ErrorCode::kProtocol, "the supervisor did not say whether the command started");
  }
  return WatchedCommand(std::move(*supervision), started->id);
}

Result<void> WatchedCommand::turn() {
  for (;;) {
    auto report = supervision_.next_report();
    if (!report) return std::unexpected(report.error());
    const std::optional<Report>& next = *report;
    if (!next) return {};
    if (const auto* ended = std::get_if<SubjectEnded>(&*next)) ended_ = ended->status;
    if (const auto* tree = std::get_if<TreeEnded>(&*next)) tree_ended_ = *tree;
  }
}

Result<void> WatchedCommand::end_tree(Milliseconds grace) {
  return supervision_.order(EndTree{grace});
}

}  // namespace tidemark::harness
