#include "cli/analyze/write_report.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include "analyzer/comparison/run_difference.hpp"
#include "cli/analyze/advise.hpp"
#include "cli/analyze/open_store.hpp"
#include "cli/analyze/report_directory.hpp"
#include "probes/base/printable.hpp"
#include "reports/assessment/report_files.hpp"

namespace tidemark::cli {
namespace {

// Standard input, a pipe, a terminal. What is no file at all is a domain.
bool is_read_once(const std::string& input) {
  if (input == "-") return true;
  std::error_code error;
  const auto status = std::filesystem::status(input, error);
  return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
         !std::filesystem::is_directory(status);
}

}  // namespace

Result<void> check_report(const AnalyzeOptions& options) {
  if (options.report.directory.empty()) return {};
  const auto once = std::ranges::find_if(options.input.inputs, is_read_once);
  if (once != options.input.inputs.end()) {
    return failure(ErrorCode::kBadInput,
                   "--report: " + (*once == "-" ? "standard input" : printable(*once)) +
                       " cannot be read again when the run has ended; give --cache FILE, and write "
                       "the report afterwards with --rescore --report DIR, or give a list file");
  }
  if (!options.store.rescore && !store_of(options)) {
    return failure(ErrorCode::kBadInput,
                   "--report tells what is in the store, and this run has none; leave out "
                   "--no-cache, or give --cache FILE");
  }
  return prepare_report_directory(options.report.directory);
}

Result<void> write_report(const ReportOptions& options, probes::Database& database,
                          analyzer::Assessment& assessment) {
  const auto advice = advise(assessment, database, options.guard);
  if (!advice) return std::unexpected(advice.error());
  const auto compared = analyzer::run_difference(database, {});
  if (!compared) return std::unexpected(compared.error());
  const std::optional<analyzer::RunDifference>& difference = *compared;
  auto files = reports::report_files(assessment, difference ? &*difference : nullptr);
  files.push_back({"recommendations.json", analyzer::recommendations_text(*advice)});
  if (auto written = write_report_directory(options.directory, files); !written) return written;
  spdlog::info("the report on {} domains is {} ({} files beside it)", assessment.domains.size(),
               printable((options.directory / "report.html").string(), 500), files.size() - 1);
  if (!assessment.recommendations.empty()) {
    spdlog::info("{} recommendations for the lists: tidemark lists review {}",
                 assessment.recommendations.size(),
                 printable((options.directory / "recommendations.json").string(), 500));
  }
  return {};
}

}  // namespace tidemark::cli
