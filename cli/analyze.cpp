// tidemark analyze: the options of the analyzer.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/analyze_run.hpp"
#include "cli/commands.hpp"
#include "cli/duration.hpp"
#include "cli/log.hpp"

namespace tidemark::cli {
namespace {

// The options as written, before they are checked.
struct Arguments {
  AnalyzeOptions options;
  std::string budget = "20s";
  std::vector<std::string> map;
};

int cores() { return static_cast<int>(std::max(1U, std::thread::hardware_concurrency())); }

Result<AnalyzeOptions> check(const Arguments& arguments) {
  AnalyzeOptions options = arguments.options;
  const auto budget = parse_duration(arguments.budget);
  if (!budget) return failure(ErrorCode::kBadInput, "--budget: " + budget.error().message);
  if (*budget < std::chrono::milliseconds(100)) {
    return failure(ErrorCode::kBadInput, "--budget: at least 100ms");
  }
  options.budget = *budget;
  for (const std::string& rule : arguments.map) {
    if (const auto added = options.map.add(rule); !added) return std::unexpected(added.error());
  }
  if (options.workers == 0) options.workers = std::max(8, 4 * cores());
  // Throughput is flat from about 1.25 tabs per core on; more tabs only cost memory.
  if (options.tabs == 0) {
    options.tabs =
        std::max(1, (5 * cores() + 4 * options.browsers - 1) / (4 * std::max(1, options.browsers)));
  }
  return options;
}

}  // namespace

void add_analyze_command(CLI::App& app, ExitCode& exit) {
  CLI::App* command = app.add_subcommand("analyze", "Find out what each domain of a list is");
  auto arguments = std::make_shared<Arguments>();
  AnalyzeOptions& options = arguments->options;
  command
      ->add_option(
          "INPUT", options.inputs,
          "Domains, files with one domain per line, or - to stream standard input: a result line "
          "per input line, as soon as it is known")
      ->required();
  command
      ->add_option("--workers", options.workers,
                   "Domains worked on at once (default: 4 per core, 8 at least)")
      ->check(CLI::Range(1, 1000));
  command
      ->add_option("--browsers", options.browsers,
                   "Chromium processes at once; 0: never use a browser")
      ->check(CLI::Range(0, 64))
      ->capture_default_str();
  command
      ->add_option("--tabs", options.tabs,
                   "Pages at once in each browser (default: 1.25 per core in all)")
      ->check(CLI::Range(1, 64));
  command->add_option("--budget", arguments->budget, "Time for one domain, everything included")
      ->capture_default_str();
  command
      ->add_option("--map", arguments->map,
                   "HOST[:PORT]=ADDR:PORT: connect there instead; HOST may be *; repeatable")
      ->allow_extra_args(false);
  command->add_option("--ca", options.ca_file,
                      "Certificate authority (PEM) to trust besides the system's");
  command
      ->add_option(
          "--resolver", options.resolvers,
          "ADDR[:PORT] of a DNS server to ask instead of the system's, also for names that --map "
          "covers; repeatable")
      ->allow_extra_args(false);
  command->add_option("--browser", options.browser,
                      "The Chromium executable (default: found by itself)");
  command->add_flag("--strict", options.strict, "Exit code 2 if any input line names no domain");
  auto* json =
      command->add_flag("--json", options.json, "JSON lines (the default unless on a terminal)");
  command
      ->add_flag("--table", options.table, "Aligned lines for people (the default on a terminal)")
      ->excludes(json);
  command->add_flag("--quiet", options.quiet, "No progress, no notes");
  command->callback([arguments, &exit] {
    set_up_log(arguments->options.quiet);
    const auto checked = check(*arguments);
    if (!checked) {
      spdlog::error("{}", checked.error().message);
      exit = ExitCode::kUsage;
      return;
    }
    exit = run_analyze(*checked);
  });
}

}  // namespace tidemark::cli
