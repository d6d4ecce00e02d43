#include "cli/run_progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace tidemark::cli {
namespace {

std::string where(const harness::RunProgress& progress) {
  if (progress.cycle == 0) return "before the first cycle";
  return fmt::format("cycle {} of {}: {} of {} answered", progress.cycle, progress.cycles,
                     progress.answered, progress.tasks);
}

}  // namespace

RunProgressLine::RunProgressLine(bool quiet)
    : quiet_(quiet), terminal_(::isatty(STDERR_FILENO) == 1) {}

RunProgressLine::~RunProgressLine() {
  if (!quiet_ && terminal_) fmt::print(stderr, "\r\x1b[K");
}

// From the cycles that are done; empty during the first.
std::string RunProgressLine::time_left(const harness::RunProgress& progress) {
  const int done = progress.cycle - 1;
  if (done < 1) return "";
  const auto each = (steady_now() - first_cycle_began_) / done;
  const auto left = std::chrono::ceil<std::chrono::seconds>(each * (progress.cycles - done));
  return fmt::format(", about {}:{:02} left", left.count() / 60, left.count() % 60);
}

void RunProgressLine::show(const harness::RunProgress& progress) {
  if (quiet_) return;
  const bool new_cycle = progress.cycle != last_cycle_;
  if (new_cycle && last_cycle_ == 0) first_cycle_began_ = steady_now();
  last_cycle_ = progress.cycle;
  if (terminal_) {
    fmt::print(stderr, "\r\x1b[K{}, {} processes, {}{}", where(progress), progress.processes,
               progress.phase, time_left(progress));
    std::fflush(stderr);
  } else if (new_cycle) {
    fmt::print(stderr, "tidemark: cycle {} of {}, {} processes{}\n", progress.cycle,
               progress.cycles, progress.processes, time_left(progress));
  }
}

}  // namespace tidemark::cli
