// tidemark watch: a live look at the processes of a command, a process, a cgroup, or at every
// browser.
#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/duration.hpp"
#include "cli/watch_run.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

constexpr Milliseconds kShortestInterval{50};
constexpr Milliseconds kLongestInterval = std::chrono::hours(1);

// As they are written.
struct WatchWords {
  std::optional<std::vector<std::string>> command;
  std::optional<Pid> pid;
  std::string cgroup;
  bool browsers = false;
  std::string interval = "500ms";
  double memory_share = 1;  // percent
  std::string duration;
  std::string record;
  std::string metrics;
  std::string sort = "tree";
  bool once = false;
  bool json = false;
  bool quiet = false;
};

std::unexpected<Error> misused(std::string what) {
  return failure(ErrorCode::kBadInput, std::move(what));
}

Result<WatchChoice> choice_of(const WatchWords& words) {
  const int targets = static_cast<int>(words.command.has_value()) +
                      static_cast<int>(words.pid.has_value()) +
                      static_cast<int>(!words.cgroup.empty()) + static_cast<int>(words.browsers);
  if (targets != 1) {
    return misused(targets == 0 ? "say what to watch: -- CMD..., --pid P, --cgroup PATH or "
                                  "--browsers"
                                : "watch one thing at a time: -- CMD..., --pid P, --cgroup PATH "
                                  "or --browsers");
  }
  if (words.command && words.once) {
    return misused("--once looks at what runs already; a command is watched until it ends");
  }
  return WatchChoice{.command = words.command,
                     .pid = words.pid,
                     .cgroup = words.cgroup,
                     .browsers = words.browsers};
}

Result<WatchOptions> options_of(const WatchWords& words) {
  auto what = choice_of(words);
  if (!what) return std::unexpected(what.error());
  WatchOptions options{.what = std::move(*what),
                       .record = words.record,
                       .once = words.once,
                       .json = words.json,
                       .quiet = words.quiet};
  const auto interval = parse_duration(words.interval);
  if (!interval) return std::unexpected(interval.error());
  if (*interval < kShortestInterval || *interval > kLongestInterval) {
    return misused("--interval may be 50ms to 1h, not " + printable(words.interval, 40));
  }
  options.pace = {.interval = *interval, .memory_share = words.memory_share / 100};
  if (!words.duration.empty()) {
    const auto duration = parse_duration(words.duration);
    if (!duration) return std::unexpected(duration.error());
    options.duration = *duration;
  }
  if (!words.metrics.empty()) {
    const auto metrics = harness::parse_metrics_address(words.metrics);
    if (!metrics) return std::unexpected(metrics.error());
    options.metrics = *metrics;
  }
  const auto sort = reports::sort_key_from(words.sort);
  if (!sort) {
    return misused("'" + printable(words.sort, 40) +
                   "' is no order; --sort takes tree, memory, pid, fds, cpu or age");
  }
  options.sort = *sort;
  return options;
}

ExitCode watch(const WatchWords& words) {
  const auto options = options_of(words);
  if (options) return run_watch(*options);
  fmt::print(stderr, "tidemark: {}\n", printable(options.error().message, 2000));
  return exit_code_of(options.error().code);
}

}  // namespace

void add_watch_command(CLI::App& app, const std::optional<std::vector<std::string>>& command,
                       ExitCode& exit) {
  const auto words = std::make_shared<WatchWords>();
  words->command = command;
  CLI::App* watching = app.add_subcommand(
      "watch",
      "Sample processes live: a table on a terminal, lines, JSON, a recording or OpenMetrics");
  watching->add_option("--pid", words->pid, "This process and its descendants")
      ->type_name("P")
      ->check(CLI::Range(1, 1 << 30));
  watching
      ->add_option("--cgroup", words->cgroup,
                   "The processes of this control group and those below it")
      ->type_name("PATH");
  watching->add_flag("--browsers", words->browsers,
                     "Every Chromium and Firefox of this machine, by owner");
  watching->add_option("--interval", words->interval, "Between two looks, 50ms at least")
      ->type_name("TIME")
      ->capture_default_str();
  watching
      ->add_option("--memory-share", words->memory_share,
                   "Percent of a core for reading PSS; 0: never")
      ->type_name("PERCENT")
      ->check(CLI::Range(0.0, 100.0))
      ->capture_default_str();
  watching->add_option("--duration", words->duration, "Stop after that time")->type_name("TIME");
  watching->add_option("--record", words->record, "A new folder for samples.sqlite")
      ->type_name("DIR");
  watching
      ->add_option("--metrics", words->metrics,
                   "Serve OpenMetrics there; on 127.0.0.1 unless an address is given; port 0: a "
                   "free one")
      ->type_name("[ADDR:]PORT");
  watching->add_option("--sort", words->sort, "tree, memory, pid, fds, cpu or age")
      ->type_name("KEY")
      ->capture_default_str();
  watching->add_flag("--once", words->once, "Look once, everybody's PSS included, and end");
  watching->add_flag("--json", words->json, "One JSON object per look on standard output");
  watching->add_flag("--quiet", words->quiet, "No table and no lines; for --record and --metrics");
  watching->footer(
      "-- CMD... is started, watched, and ended with all that it started. Its exit code is "
      "reported.\n"
      "Keys: t tree, m memory, p pid, f descriptors, c CPU, a age; arrows scroll; q ends.");
  watching->callback([words, &exit] { exit = watch(*words); });
}

}  // namespace tidemark::cli
