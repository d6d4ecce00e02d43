// tidemark run: replays scenarios against a subject, judges, and says how it went.
#include "harness/run/run.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/duration.hpp"
#include "cli/run_progress.hpp"
#include "cli/run_report.hpp"
#include "harness/record/run_json.hpp"
#include "harness/run/run_folder.hpp"
#include "harness/scenario/load_scenario.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;

struct RunOptions {
  std::vector<std::string> scenarios;
  std::optional<std::vector<std::string>> command;
  std::optional<int> cycles;
  std::optional<std::uint64_t> seed;
  int warm_up = 1;
  double cycle_deadline = 0;  // seconds
  std::string interval = "500ms";
  std::string out;
  bool per_cycle = false;
  bool json = false;
  bool quiet = false;
};

constexpr Milliseconds kShortestInterval{50};
constexpr Milliseconds kLongestInterval{10'000};
// What is wrong with the last lines of a file is seldom more than this.
constexpr std::streamoff kTail = 4096;

ExitCode fail(const Error& error) {
  fmt::print(stderr, "tidemark: {}\n", printable(error.message, 2000));
  return exit_code_of(error.code);
}

// The one of two exit codes that a whole command ends with.
ExitCode more_telling(ExitCode a, ExitCode b) {
  for (const ExitCode first :
       {ExitCode::kInterrupted, ExitCode::kTerminated, ExitCode::kEnvironment,
        ExitCode::kSubjectFailed, ExitCode::kUsage, ExitCode::kLeak, ExitCode::kInconclusive}) {
    if (a == first || b == first) return first;
  }
  return ExitCode::kPass;
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
    case harness::Verdict::kStable: return ExitCode::kPass;
    case harness::Verdict::kLeaking: return ExitCode::kLeak;
    case harness::Verdict::kInconclusive: break;
  }
  return ExitCode::kInconclusive;
}

// This very program as the subject.
void take_analyzer(harness::RunPlan& plan) {
  plan.command = {fs::read_symlink("/proc/self/exe").string(), "analyze", "-", "--json", "--quiet"};
  const harness::Load& load = plan.scenario.load;
  if (load.budget) {
    plan.command.insert(plan.command.end(),
                        {"--budget", fmt::format("{}ms", load.budget->count())});
  }
  if (load.workers) {
    plan.command.insert(plan.command.end(), {"--workers", std::to_string(*load.workers)});
  }
  plan.site_options = true;
  plan.kind = harness::PlannedSubject::Kind::kLongRunning;
}

void choose_subject(const RunOptions& options, harness::RunPlan& plan) {
  if (options.command) {
    plan.command = *options.command;
    plan.kind = harness::PlannedSubject::Kind::kLongRunning;
  } else if (plan.scenario.subject) {
    plan.command = plan.scenario.subject->command;
    plan.kind = plan.scenario.subject->kind;
  } else {
    take_analyzer(plan);
  }
  if (options.per_cycle) plan.kind = harness::PlannedSubject::Kind::kPerCycle;
}

// Everything but the folder, which is made when it is the run's turn.
Result<harness::RunPlan> plan_of(const std::string& file, const RunOptions& options) {
  auto scenario = harness::load_scenario(file);
  if (!scenario) return std::unexpected(scenario.error());
  harness::RunPlan plan;
  plan.scenario = std::move(*scenario);
  plan.scenario_file = file;
  plan.cycles = options.cycles.value_or(static_cast<int>(plan.scenario.load.cycles));
  plan.warm_up = options.warm_up;
  plan.seed = options.seed.value_or(plan.scenario.seed);
  plan.scenario.seed = plan.seed;
  plan.tidemark_version = TIDEMARK_VERSION;
  if (options.cycle_deadline > 0) {
    plan.times.cycle =
        std::chrono::ceil<Milliseconds>(std::chrono::duration<double>(options.cycle_deadline));
  }
  const auto interval = parse_duration(options.interval);
  if (!interval) return failure(ErrorCode::kBadInput, "--interval: " + interval.error().message);
  if (*interval < kShortestInterval || *interval > kLongestInterval) {
    return failure(ErrorCode::kBadInput, "--interval must be between 50ms and 10s");
  }
  plan.times.sample_every = *interval;
  choose_subject(options, plan);
  return plan;
}

Result<fs::path> folder_for(const harness::RunPlan& plan, const RunOptions& options) {
  if (options.out.empty()) {
    return harness::make_named_run_folder("runs", plan.scenario.name,
                                          std::chrono::system_clock::now());
  }
  const fs::path out(options.out);
  if (options.scenarios.size() == 1) return harness::make_run_folder(out);
  return harness::make_run_folder(out / harness::file_name_of(plan.scenario.name));
}

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

void tell_problem(const harness::RunOutcome& outcome, const harness::RunPlan& plan) {
  if (outcome.problem.empty()) return;
  fmt::print(stderr, "tidemark: {}: {}\n", printable(plan.scenario.name),
             printable(outcome.problem, 2000));
  if (outcome.end != harness::RunEnd::kSubjectFailed) return;
  if (const std::string words = last_words(plan.folder); !words.empty()) {
    fmt::print(stderr, "tidemark: the last line on its stderr: {}\n", printable(words, 300));
  }
}

// report.html, and what the user wants to see.
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

ExitCode run_one(harness::RunPlan& plan, const RunOptions& options,
                 harness::Interrupts& interrupts) {
  auto folder = folder_for(plan, options);
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

ExitCode run_all(const RunOptions& options) {
  if (options.command && options.command->empty()) {
    return fail({ErrorCode::kBadInput, "there is no command behind `--`"});
  }
  // All are read before the first is run: a mistake in the last must not cost an hour.
  std::vector<harness::RunPlan> plans;
  for (const std::string& file : options.scenarios) {
    auto plan = plan_of(file, options);
    if (!plan) return fail(plan.error());
    plans.push_back(std::move(*plan));
  }
  auto interrupts = harness::Interrupts::watch();
  if (!interrupts) return fail(interrupts.error());
  ExitCode exit = ExitCode::kPass;
  for (harness::RunPlan& plan : plans) {
    exit = more_telling(exit, run_one(plan, options, *interrupts));
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
  run->add_option("SCENARIO", options->scenarios, "Scenario files")->required();
  run->add_option("--cycles", options->cycles, "Repetitions of the load (default: the scenario's)")
      ->check(CLI::Range(1, 1'000'000));
  run->add_option("--warm-up", options->warm_up, "Cycles that fill caches and do not count")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  run->add_option("--seed", options->seed,
                  "All randomness comes from it (default: the scenario's)");
  run->add_option("--cycle-deadline", options->cycle_deadline,
                  "Seconds that a cycle may take (default: as long as the subject makes progress)")
      ->check(CLI::PositiveNumber);
  run->add_option("--interval", options->interval,
                  "Between two looks at the processes (50ms to 10s)")
      ->capture_default_str();
  run->add_option("--out", options->out,
                  "Run folder; must not exist, or be empty (default: runs/SCENARIO-TIME)");
  run->add_flag("--per-cycle", options->per_cycle,
                "Start the subject anew each cycle; it works off its input and ends");
  run->add_flag("--json", options->json, "Print the run record (run.json) instead of a summary");
  run->add_flag("--quiet", options->quiet, "No progress and no summary");
  run->footer(
      "-- CMD... is the program to test, by default the scenario's or else Tidemark's own "
      "analyzer.\n"
      "It reads domains on stdin, one per line, and answers each with a line on stdout that is or\n"
      "begins with the domain, or is a JSON object with it as \"domain\". How it reaches the "
      "sites\n"
      "is in TIDEMARK_MAP, TIDEMARK_CA, TIDEMARK_RESOLVER and TIDEMARK_HOST_RULES.");
  run->callback([options, &exit] { exit = run_all(*options); });
}

}  // namespace tidemark::cli
