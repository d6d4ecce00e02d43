// Where a report is written: all of it or nothing.
#pragma once

#include <filesystem>
#include <vector>

#include "probes/base/result.hpp"
#include "reports/assessment/report_files.hpp"

namespace tidemark::cli {

// Makes the directory if need be and sees whether files can be made there, so that a run does not
// end in finding out. kBadInput: it is something else; kUnavailable: another writes there; kDenied,
// kNoSpace, kIo.
[[nodiscard]] Result<void> prepare_report_directory(const std::filesystem::path& directory);

// Writes every file beside its place first and moves them there only when all are whole: a full
// disk or a kill leaves the report that was there. Other files in the directory stay.
[[nodiscard]] Result<void> write_report_directory(const std::filesystem::path& directory,
                                                  const std::vector<reports::ReportFile>& files);

}  // namespace tidemark::cli
