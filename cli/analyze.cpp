// tidemark analyze: find out what each domain of a list is.
#include <spdlog/spdlog.h>

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/analyze/analyze_run.hpp"
#include "cli/analyze/diff.hpp"
#include "cli/analyze/explain.hpp"
#include "cli/analyze/rescore_run.hpp"
#include "cli/commands.hpp"
#include "cli/config_file.hpp"
#include "cli/log.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

// What is stored is input enough; options that choose visits would choose nothing.
Result<void> settle_rescoring(const AnalyzeOptions& options) {
  if (!options.selection.by_state() && options.selection.sample_size == 0) return {};
  return failure(ErrorCode::kBadInput,
                 "--rescore visits nothing: --only, --skip and --sample-size have no meaning with "
                 "it; name the domains or lists to be told");
}

Result<void> settle_all(AnalyzeOptions& options) {
  if (auto settled = settle(options.categories, options.input); !settled) return settled;
  if (options.store.rescore) {
    if (auto settled = settle_rescoring(options); !settled) return settled;
  } else if (auto settled = settle(options.input); !settled) {
    return settled;
  }
  if (auto settled = settle(options.selection); !settled) return settled;
  if (auto settled = settle(options.time); !settled) return settled;
  if (auto settled = settle(options.browser); !settled) return settled;
  if (auto settled = settle(options.network); !settled) return settled;
  if (auto settled = settle(options.store); !settled) return settled;
  if (auto settled = settle(options.report, options.input.inputs); !settled) return settled;
  return settle(options.output);
}

// What reads the store only: no input, no network.
bool only_tells(const AnalyzeOptions& options) {
  return !options.store.explain.empty() || options.report.diff();
}

Result<void> settle_telling(AnalyzeOptions& options) {
  if (auto settled = settle(options.store); !settled) return settled;
  return settle(options.report, options.input.inputs);
}

}  // namespace

void add_analyze_command(CLI::App& app, ExitCode& exit) {
  CLI::App* command = app.add_subcommand("analyze", "Find out what each domain of a list is");
  auto options = std::make_shared<AnalyzeOptions>();
  add_config_option(*command);
  add_input_options(*command, options->input);
  add_category_options(*command, options->categories);
  add_selection_options(*command, options->selection);
  add_time_options(*command, options->time);
  add_browser_options(*command, options->browser);
  add_network_options(*command, options->network);
  add_rule_options(*command, options->rules);
  add_score_options(*command, options->score);
  add_store_options(*command, options->store);
  add_report_options(*command, options->report);
  add_output_options(*command, options->output);
  command->callback([options, &exit] {
    set_up_log(options->output.quiet);
    const bool tells = only_tells(*options);
    if (const auto settled = tells ? settle_telling(*options) : settle_all(*options); !settled) {
      spdlog::error("{}", printable(settled.error().message, 500));
      exit = ExitCode::kUsage;
      return;
    }
    if (options->report.diff()) {
      exit = run_diff(*options);
    } else if (tells) {
      exit = run_explain(*options);
    } else {
      exit = options->store.rescore ? run_rescore(*options) : run_analyze(*options);
    }
  });
}

}  // namespace tidemark::cli
