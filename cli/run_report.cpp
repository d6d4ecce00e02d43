#include "cli/run_report.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "harness/record/run_json.hpp"
#include "probes/base/replace_file.hpp"
#include "probes/recording/recording_reader.hpp"
#include "reports/html_report.hpp"
#include "reports/recorded_series.hpp"
#include "reports/recovered_run.hpp"
#include "reports/run_summary.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRecordFile = "run.json";
constexpr const char* kSamplesFile = "samples.sqlite";

// "." and "runs/wall/" have names too.
std::string name_of(const fs::path& folder) {
  std::error_code ignored;
  const auto whole = fs::weakly_canonical(folder, ignored);
  const auto name = ignored ? folder.filename() : whole.filename();
  return name.empty() ? folder.string() : name.string();
}

std::size_t terminal_width() {
  constexpr std::size_t kUsual = 100;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsual;
  return std::min<std::size_t>(size.ws_col, 120);
}

bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");  // no-color.org: any value but the empty one
  return ::isatty(STDOUT_FILENO) == 1 && (no_colour == nullptr || *no_colour == '\0');
}

}  // namespace

Result<KeptRun> read_kept_run(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    if (error) return system_failure("open the run folder " + folder.string(), error.value());
    return failure(ErrorCode::kBadInput, folder.string() + " is not a folder; name that of a run");
  }
  const bool has_record = fs::exists(folder / kRecordFile, error);
  const bool has_samples = fs::exists(folder / kSamplesFile, error);
  if (!has_record && !has_samples) {
    return failure(ErrorCode::kBadInput, folder.string() +
                                             " is not the folder of a run: there is neither "
                                             "run.json nor samples.sqlite in it");
  }

  KeptRun run;
  if (has_record) {
    auto record = harness::load_run(folder / kRecordFile);
    if (!record) return std::unexpected(record.error());
    run.record = *std::move(record);
  }
  if (run.record.name.empty()) run.record.name = name_of(folder);
  auto recording = probes::read_recording(folder / kSamplesFile);
  if (!recording) {
    if (!has_record) return std::unexpected(recording.error());
    run.record.notes.push_back("There are no charts: " + recording.error().message);
    return run;
  }
  if (!has_record || reports::is_unfinished(run.record)) {
    run.record = reports::recovered_run(std::move(run.record), *recording);
  }
  run.recording = *std::move(recording);
  return run;
}

Result<void> write_report(const KeptRun& run, const fs::path& file) {
  const auto series =
      reports::recorded_series(run.recording.value_or(probes::RecordedRun{}), run.record);
  return replace_file(file, reports::html_report(run.record, series));
}

reports::SummaryStyle summary_style(const fs::path& report) {
  return {.colour = wants_colour(), .width = terminal_width(), .report_path = report.string()};
}

Result<void> print_text(const std::string& text) {
  if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0) {
    return failure(ErrorCode::kIo, "write to standard output: nobody reads it");
  }
  return {};
}

Result<void> print_summary(const harness::RunRecord& record, const fs::path& report) {
  return print_text(reports::run_summary(record, summary_style(report)));
}

}  // namespace tidemark::cli
