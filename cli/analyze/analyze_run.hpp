// One run of the analyzer, from its options to its exit code.
#pragma once

#include "cli/analyze/browser_options.hpp"
#include "cli/analyze/category_options.hpp"
#include "cli/analyze/input_options.hpp"
#include "cli/analyze/network_options.hpp"
#include "cli/analyze/output_options.hpp"
#include "cli/analyze/report_options.hpp"
#include "cli/analyze/rule_options.hpp"
#include "cli/analyze/score_options.hpp"
#include "cli/analyze/selection_options.hpp"
#include "cli/analyze/store_options.hpp"
#include "cli/analyze/time_options.hpp"
#include "cli/exit_code.hpp"

namespace tidemark::cli {

struct AnalyzeOptions {
  InputOptions input;
  CategoryOptions categories;
  SelectionOptions selection;
  TimeOptions time;
  BrowserChoice browser;
  NetworkOptions network;
  RuleOptions rules;
  ScoreOptions score;
  StoreOptions store;
  OutputOptions output;
  ReportOptions report;
};

// Runs until the input ends or a signal comes; everything started is ended on return.
[[nodiscard]] ExitCode run_analyze(const AnalyzeOptions& options);

}  // namespace tidemark::cli
