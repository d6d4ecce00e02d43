#include "cli/comparison_report.hpp"

#include <system_error>
#include <utility>

#include "cli/run_report.hpp"
#include "harness/comparison/compare_runs.hpp"
#include "harness/comparison/run_growth.hpp"
#include "harness/record/comparison_json.hpp"
#include "harness/verdict/recorded_rest_points.hpp"
#include "probes/base/replace_file.hpp"
#include "reports/comparison_page.hpp"
#include "reports/comparison_summary.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;

// The folders' names are in a file that anybody may have written.
bool is_below(const std::string& folder) {
  return !folder.empty() && folder != "." && folder != ".." &&
         folder.find('/') == std::string::npos;
}

}  // namespace

bool is_comparison(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / kComparisonFile, ignored);
}

Result<harness::ComparedRun> read_compared_run(const fs::path& folder,
                                               const std::optional<RejudgeOptions>& rules) {
  auto run = read_kept_run(folder);
  if (!run) return std::unexpected(run.error());
  if (rules) {
    if (const auto judged = rejudge(*run, *rules); !judged) return std::unexpected(judged.error());
  }
  const std::optional<probes::RecordedRun>& recording = run->recording;
  if (!recording) {
    return failure(ErrorCode::kBadInput,
                   folder.string() + ": samples.sqlite is missing or damaged");
  }
  return harness::growth_of_run(run->record, harness::rest_points_of(*recording));
}

Result<harness::ComparisonRecord> read_comparison(const fs::path& folder,
                                                  const std::optional<RejudgeOptions>& rules) {
  auto record = harness::load_comparison(folder / kComparisonFile);
  if (!record) return record;
  for (harness::ComparedRun& run : record->runs) {
    if (!is_below(run.folder)) {
      return failure(ErrorCode::kBadInput, (folder / kComparisonFile).string() +
                                               ": /runs: a run's folder must be one below it");
    }
    auto read = read_compared_run(folder / run.folder, rules);
    if (!read) {
      record->notes.push_back("As it was noted, not from its recording: " + read.error().message);
      continue;
    }
    read->side = run.side;
    read->folder = run.folder;
    run = *std::move(read);
  }
  harness::judge_comparison(*record);
  return record;
}

Result<void> write_comparison_page(const harness::ComparisonRecord& record, const fs::path& file) {
  return replace_file(file, reports::comparison_page(record, TIDEMARK_VERSION));
}

Result<void> show_comparison(const harness::ComparisonRecord& record, const fs::path& page,
                             bool json, bool quiet) {
  if (json) return print_text(harness::to_json(record));
  if (quiet) return {};
  return print_text(reports::comparison_summary(record, summary_style(page)));
}

ExitCode exit_code_of(harness::Verdict verdict) {
  switch (verdict) {
    case harness::Verdict::kLeaking: return ExitCode::kLeak;
    case harness::Verdict::kInconclusive: return ExitCode::kInconclusive;
    case harness::Verdict::kStable: break;
  }
  return ExitCode::kPass;
}

}  // namespace tidemark::cli
