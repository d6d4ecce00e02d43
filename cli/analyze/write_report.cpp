#include "cli/analyze/write_report.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <optional>

#include "analyzer/assessment/assess.hpp"
#include "analyzer/comparison/run_difference.hpp"
#include "analyzer/store/store_file.hpp"
#include "cli/analyze/advise.hpp"
#include "cli/analyze/assessment_scope.hpp"
#include "cli/analyze/open_store.hpp"
#include "cli/analyze/report_directory.hpp"
#include "probes/base/printable.hpp"
#include "reports/assessment/report_files.hpp"

namespace tidemark::cli {

Result<void> check_report(const AnalyzeOptions& options) {
  if (options.report.directory.empty()) return {};
  if (std::ranges::find(options.input.inputs, "-") != options.input.inputs.end()) {
    return failure(ErrorCode::kBadInput,
                   "--report: standard input cannot be read again when the run has ended; give "
                   "--cache FILE, and write the report afterwards with --rescore --report DIR");
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

Result<void> write_report(const AnalyzeOptions& options) {
  const auto path = store_of(options);
  if (!path) return failure(ErrorCode::kBadInput, "--report: this run has no store");
  const auto scope = read_scope(options);
  if (!scope) return std::unexpected(scope.error());
  auto store = analyzer::open_store_to_read(*path);
  if (!store) return std::unexpected(store.error());
  auto assessment = analyzer::assess(store->database, *scope);
  if (!assessment) return std::unexpected(assessment.error());
  return write_report(options.report, store->database, *assessment);
}

}  // namespace tidemark::cli
