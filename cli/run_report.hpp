// What commands show of a run: text on the terminal, report.html in the run's folder.
#pragma once

#include <filesystem>
#include <optional>

#include "harness/record/run_record.hpp"
#include "probes/base/result.hpp"
#include "probes/recording/recorded_run.hpp"
#include "reports/run_summary.hpp"

namespace tidemark::cli {

inline constexpr const char* kReportFile = "report.html";

// A run as its folder keeps it.
struct KeptRun {
  harness::RunRecord record{};
  // Absent where samples.sqlite is missing or unreadable; a note of the record says so.
  std::optional<probes::RecordedRun> recording{};
};

// What is left of the run in `folder`, finished, still going on or killed at any moment. kNotFound,
// kBadInput: no folder, not a run's, or damaged.
[[nodiscard]] Result<KeptRun> read_kept_run(const std::filesystem::path& folder);

// Writes the HTML report of `run` into `file`, whole or not at all.
[[nodiscard]] Result<void> write_report(const KeptRun& run, const std::filesystem::path& file);

// How standard output shows summaries; `report` is named at their end.
[[nodiscard]] reports::SummaryStyle summary_style(const std::filesystem::path& report);

// Prints on standard output. kIo: nobody reads it.
[[nodiscard]] Result<void> print_text(const std::string& text);

// Prints the summary on standard output; `report` is named at its end. kIo: nobody reads it.
[[nodiscard]] Result<void> print_summary(const harness::RunRecord& record,
                                         const std::filesystem::path& report);

}  // namespace tidemark::cli
