#include "cli/run/present_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "cli/run_report.hpp"
#include "harness/record/run_json.hpp"
#include "harness/run/run_folder.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;

// What is wrong with the last lines of a file is seldom more than this.
constexpr std::streamoff kTail = 4096;

// The last line that the subject wrote to stderr.
std::string last_words(const fs::path& folder) {
  std::ifstream file(folder / harness::kSubjectErrFile, std::ios::binary);
  file.seekg(0, std::ios::end);
  file.seekg(std::max<std::streamoff>(0, file.tellg() - kTail));
  std::string last;
  for (std::string line; std::getline(file, line);) {
    if (line.find_first_not_of(" \t\r") != std::string::npos) last = line;
  }
  return last;
}

ExitCode exit_code_of(const std::vector<harness::Expectation>& expectations) {
  ExitCode exit = ExitCode::kPass;
  for (const harness::Expectation& expectation : expectations) {
    if (expectation.met == false) return ExitCode::kLeak;
    if (!expectation.met) exit = ExitCode::kInconclusive;
  }
  return exit;
}

}  // namespace

void tell_problem(const harness::RunOutcome& outcome, const harness::RunPlan& plan) {
  if (outcome.problem.empty()) return;
  fmt::print(stderr, "tidemark: {}: {}\n", printable(plan.scenario.name),
             printable(outcome.problem, 2000));
  if (outcome.end != harness::RunEnd::kSubjectFailed) return;
  if (const std::string words = last_words(plan.folder); !words.empty()) {
    fmt::print(stderr, "tidemark: the last line on its stderr: {}\n", printable(words, 300));
  }
}

ExitCode exit_code_of(const harness::RunOutcome& outcome) {
  switch (outcome.end) {
    case harness::RunEnd::kSubjectFailed: return ExitCode::kSubjectFailed;
    case harness::RunEnd::kEnvironment: return ExitCode::kEnvironment;
    case harness::RunEnd::kInterrupted: return ExitCode::kInterrupted;
    case harness::RunEnd::kTerminated: return ExitCode::kTerminated;
    case harness::RunEnd::kCompleted: break;
  }
  switch (outcome.record.verdict) {
    case harness::Verdict::kStable: return exit_code_of(outcome.record.expectations);
    case harness::Verdict::kLeaking: return ExitCode::kLeak;
    case harness::Verdict::kInconclusive: break;
  }
  return more_telling(ExitCode::kInconclusive, exit_code_of(outcome.record.expectations));
}

Result<void> show(const harness::RunOutcome& outcome, const harness::RunPlan& plan,
                  const RunOptions& options) {
  const fs::path report = plan.folder / kReportFile;
  const auto kept = read_kept_run(plan.folder);
  if (!kept) return std::unexpected(kept.error());
  if (auto written = write_report(*kept, report); !written) return written;
  if (options.json) {
    fmt::print("{}", harness::to_json(outcome.record));
    std::fflush(stdout);
    return {};
  }
  return options.quiet ? Result<void>() : print_summary(outcome.record, report);
}

}  // namespace tidemark::cli
