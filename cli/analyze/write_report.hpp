// `--report DIR`: what is known of the domains that a run was about, as files.
#pragma once

#include "analyzer/result/assessment.hpp"
#include "cli/analyze/analyze_run.hpp"
#include "probes/base/result.hpp"
#include "probes/database/database.hpp"

namespace tidemark::cli {

// Whether the report can be written when the run has ended: there is a store, the inputs can be
// read again, the directory takes files. kBadInput says what to do; also what
// prepare_report_directory() says. Success where no report is asked for.
[[nodiscard]] Result<void> check_report(const AnalyzeOptions& options);

// Adds recommendations to `assessment`, writes the report on it, with what changed since the run
// before, and says where.
[[nodiscard]] Result<void> write_report(const ReportOptions& options, probes::Database& database,
                                        analyzer::Assessment& assessment);

}  // namespace tidemark::cli
