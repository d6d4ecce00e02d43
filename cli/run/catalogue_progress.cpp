#include "cli/run/catalogue_progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "probes/base/printable.hpp"
#include "reports/catalogue_table.hpp"

namespace tidemark::cli {
namespace {

using harness::CatalogueRun;
using Seconds = std::chrono::duration<double>;

}  // namespace

CatalogueProgress::CatalogueProgress(const std::vector<PlannedCatalogueRun>& planned,
                                     const harness::CatalogueRecord& record, bool quiet)
    : planned_(planned), record_(record), quiet_(quiet), terminal_(::isatty(STDERR_FILENO) == 1) {
  done_before_.reserve(record.runs.size());
  for (const CatalogueRun& run : record.runs) done_before_.push_back(run.exit_code.has_value());
}

void CatalogueProgress::tell(const CatalogueRun& run) const {
  if (quiet_) return;
  clear_line();
  fmt::print(stderr, "tidemark: {} of {}: {}: {} ({:.0f} s){}{}\n", done(), to_do(),
             reports::catalogue_name(run), run.as_expected ? "as expected" : "NOT AS EXPECTED",
             run.took_s, run.found.empty() ? "" : ": ", printable(run.found, 120));
}

void CatalogueProgress::show(const std::vector<std::size_t>& at_work) const {
  if (quiet_ || !terminal_) return;
  std::string names;
  for (const std::size_t number : at_work) {
    if (!names.empty()) names += "; ";
    names += reports::catalogue_name(record_.runs.at(number));
  }
  clear_line();
  fmt::print(stderr, "{} of {} done, at work: {}{}", done(), to_do(), printable(names, 60),
             time_left());
  std::fflush(stderr);
}

void CatalogueProgress::clear_line() const {
  if (!quiet_ && terminal_) fmt::print(stderr, "\r\x1b[K");
}

std::size_t CatalogueProgress::done() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      record_.runs, [](const CatalogueRun& run) { return run.exit_code.has_value(); }));
}

std::size_t CatalogueProgress::to_do() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      record_.runs, [](const CatalogueRun& run) { return run.skipped.empty(); }));
}

// From how the time so far compares with the shortest that its runs could take.
std::string CatalogueProgress::time_left() const {
  Milliseconds over{0};
  Milliseconds open{0};
  for (std::size_t i = 0; i < planned_.size(); ++i) {
    if (done_before_.at(i) || !planned_[i].skipped.empty()) continue;
    (record_.runs.at(i).exit_code ? over : open) += planned_[i].shortest;
  }
  if (over == Milliseconds(0)) return "";
  const auto left = std::chrono::ceil<std::chrono::seconds>(
      (steady_now() - began_) * (Seconds(open).count() / Seconds(over).count()));
  return fmt::format(", about {}:{:02} left", left.count() / 60, left.count() % 60);
}

}  // namespace tidemark::cli
