#include "harness/subject/subject.hpp"

#include <signal.h>

#include "probes/process/process_ref.hpp"

namespace tidemark::harness {
namespace {

constexpr std::chrono::seconds kStartTime{30};

}  // namespace

Result<ProcessId> Subject::start(const StartSubject& order) {
  auto pipes = SubjectPipes::open();
  if (!pipes) return std::unexpected(pipes.error());
  if (auto sent = supervision_.order(order, pipes->subject_ends()); !sent) {
    return std::unexpected(sent.error());
  }
  // Only the subject holds them from now on, so their end tells of its end.
  pipes->close_subject_ends();
  auto report = supervision_.wait_for_report(Deadline::in(kStartTime));
  if (!report) return std::unexpected(report.error());
  if (const auto* failed = std::get_if<StartFailed>(&*report)) {
    return failure(failed->code, failed->message);
  }
  const auto* started = std::get_if<SubjectStarted>(&*report);
  if (started == nullptr) {
    return failure(ErrorCode::kProtocol, "the supervisor answers what it was not asked");
  }
  pipes_ = std::move(*pipes);
  lines_ = LineSplitter();
  running_ = started->id;
  ended_.reset();
  return started->id;
}

void Subject::feed(std::string_view line) {
  if (!pipes_) return;
  pipes_->write(line);
  pipes_->write("\n");
}

void Subject::close_input() {
  if (pipes_) pipes_->close_input();
}

Result<void> Subject::signal(int signal_number) {
  if (!running_) return failure(ErrorCode::kGone, "the subject has ended");
  const auto process = probes::ProcessRef::open(*running_);
  if (!process) return std::unexpected(process.error());
  return process->signal(signal_number);
}

Result<void> Subject::end_tree(Milliseconds grace) {
  tree_ended_.reset();
  return supervision_.order(EndTree{grace});
}

void Subject::add_watches(std::vector<pollfd>& watches) const {
  watches.push_back({.fd = supervision_.fd(), .events = POLLIN, .revents = 0});
  if (pipes_) pipes_->add_watches(watches);
}

void Subject::take(const Report& report) {
  if (const auto* ended = std::get_if<SubjectEnded>(&report)) {
    running_.reset();
    ended_ = ended->status;
  } else if (const auto* tree = std::get_if<TreeEnded>(&report)) {
    tree_ended_ = *tree;
  }
}

std::vector<std::string> Subject::exchange() {
  if (!pipes_) return {};
  const SubjectPipes::Output output = pipes_->exchange();
  captures_.out.add(output.out);
  captures_.err.add(output.err);
  return lines_.add(output.out);
}

Result<std::vector<std::string>> Subject::turn() {
  // Reports first: what an ended subject wrote is in the pipe before its end is reported.
  const bool was_running = running_.has_value();
  for (;;) {
    const auto report = supervision_.next_report();
    if (!report) return std::unexpected(report.error());
    const std::optional<Report>& next = *report;
    if (!next) break;
    take(*next);
  }
  std::vector<std::string> lines = exchange();
  if (was_running && !running_) {
    if (std::string rest = lines_.take_rest(); !rest.empty()) lines.push_back(std::move(rest));
  }
  return lines;
}

}  // namespace tidemark::harness
