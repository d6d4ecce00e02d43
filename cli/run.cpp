// tidemark run: replays scenarios against a subject, judges, and says how it went.
#include "harness/run/run.hpp"

#include <fmt/format.h>

#include <memory>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/run/catalogue_runs.hpp"
#include "cli/run/describe_scenario.hpp"
#include "cli/run/paired_runs.hpp"
#include "cli/run/present_run.hpp"
#include "cli/run/run_options.hpp"
#include "cli/run/run_plans.hpp"
#include "cli/run/scenario_catalogue.hpp"
#include "cli/run/self_test.hpp"
#include "cli/run_progress.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

ExitCode fail(const Error& error) {
  fmt::print(stderr, "tidemark: {}\n", printable(error.message, 2000));
  return exit_code_of(error.code);
}

ExitCode run_one(harness::RunPlan& plan, const RunOptions& options, std::size_t runs,
                 harness::Interrupts& interrupts) {
  auto folder = folder_for(plan, options, runs);
  if (!folder) return fail(folder.error());
  plan.folder = std::move(*folder);
  const harness::RunOutcome outcome = [&] {
    RunProgressLine line(options.quiet);
    return harness::run(plan, interrupts,
                        [&](const harness::RunProgress& progress) { line.show(progress); });
  }();
  tell_problem(outcome, plan);
  if (const auto shown = show(outcome, plan, options); !shown) {
    return more_telling(fail(shown.error()), exit_code_of(outcome));
  }
  return exit_code_of(outcome);
}

// A set without scenarios is one of those that come with Tidemark.
bool asks_for_catalogue(const RunOptions& options) {
  if (options.catalogue) return true;
  const bool only_told = options.list || options.describe || options.validate;
  return options.set_named && options.scenarios.empty() && !options.command && !only_told;
}

// What would change what a scenario says there is to find.
Result<void> check_catalogue(const RunOptions& options) {
  const char* foreign = options.command          ? "command behind `--`"
                        : options.baseline       ? "--baseline"
                        : options.until_sure     ? "--until-sure"
                        : options.per_cycle      ? "--per-cycle"
                        : options.sound          ? "--sound"
                        : !options.mutes.empty() ? "--mutes"
                                                 : nullptr;
  if (foreign == nullptr) return {};
  return failure(
      ErrorCode::kBadInput,
      fmt::format("a catalogue runs the scenarios' own subjects as they are: it takes no {}",
                  foreign));
}

ExitCode run_all(const RunOptions& options) {
  if (options.command && options.command->empty()) {
    return fail({ErrorCode::kBadInput, "there is no command behind `--`"});
  }
  const bool catalogue = asks_for_catalogue(options);
  if (catalogue) {
    if (auto checked = check_catalogue(options); !checked) return fail(checked.error());
  }
  const bool only_self_test = options.self_test && !options.command;
  if (options.scenarios.empty() && !options.list && !only_self_test && !catalogue) {
    return fail({ErrorCode::kBadInput,
                 "there is no scenario to run; `tidemark run --list` shows those that come with "
                 "Tidemark, `tidemark run --set smoke` runs the short ones of them"});
  }
  if (options.describe) return describe_scenarios(options);
  if (options.validate) return validate_scenarios(options);
  if (options.list) return list_scenarios(options);
  // All are read before the first is run: a mistake in the last must not cost an hour.
  auto plans = catalogue ? Result<std::vector<harness::RunPlan>>() : all_plans(options);
  if (!plans) return fail(plans.error());
  auto interrupts = harness::Interrupts::watch();
  if (!interrupts) return fail(interrupts.error());
  if (options.baseline) {
    const auto compared = compare_programs(*plans, options, *interrupts);
    return compared ? *compared : fail(compared.error());
  }
  ExitCode exit = ExitCode::kPass;
  if (options.self_test) {
    exit = self_test({.json = options.json, .quiet = options.quiet}, *interrupts);
    if (exit != ExitCode::kPass) return exit;
  }
  if (catalogue) {
    const auto ran = run_catalogue(options, *interrupts);
    return ran ? *ran : fail(ran.error());
  }
  for (harness::RunPlan& plan : *plans) {
    exit = more_telling(exit, run_one(plan, options, plans->size(), *interrupts));
    if (interrupts->count() > 0) break;
  }
  return exit;
}

}  // namespace

void add_run_command(CLI::App& app, const std::optional<std::vector<std::string>>& command,
                     ExitCode& exit) {
  const auto options = std::make_shared<RunOptions>();
  options->command = command;
  CLI::App* run = app.add_subcommand(
      "run",
      "Replay scenarios against a program that drives browsers, and judge what it leaves behind");
  add_run_options(*run, *options);
  run->callback([options, &exit] { exit = run_all(*options); });
}

}  // namespace tidemark::cli
