// What commands show of a comparison of two programs, and how it is read from its folder.
#pragma once

#include <filesystem>
#include <optional>

#include "cli/exit_code.hpp"
#include "cli/rejudge.hpp"
#include "harness/record/comparison_record.hpp"
#include "probes/base/result.hpp"

namespace tidemark::cli {

inline constexpr const char* kComparisonFile = "comparison.json";

// Whether `folder` is that of a comparison.
[[nodiscard]] bool is_comparison(const std::filesystem::path& folder);

// The run in `folder`, as it is compared: from its recording, judged again by `rules` if there are
// any. Side and folder are the caller's to fill in.
[[nodiscard]] Result<harness::ComparedRun> read_compared_run(
    const std::filesystem::path& folder, const std::optional<RejudgeOptions>& rules);

// The comparison in `folder`, judged from the recordings of its runs. A run whose recording is lost
// counts with what was noted of it, and a note says so.
[[nodiscard]] Result<harness::ComparisonRecord> read_comparison(
    const std::filesystem::path& folder, const std::optional<RejudgeOptions>& rules);

[[nodiscard]] Result<void> write_comparison_page(const harness::ComparisonRecord& record,
                                                 const std::filesystem::path& file);

// Prints a summary, or the record as JSON, or nothing. `page` is named at the end.
[[nodiscard]] Result<void> show_comparison(const harness::ComparisonRecord& record,
                                           const std::filesystem::path& page, bool json,
                                           bool quiet);

[[nodiscard]] ExitCode exit_code_of(harness::Verdict verdict);

}  // namespace tidemark::cli
