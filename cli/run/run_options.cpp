#include "cli/run/run_options.hpp"

#include <map>

#include <CLI/CLI.hpp>

namespace tidemark::cli {

namespace {

const std::map<std::string, harness::NetworkMode> kNetworks{
    {"isolated", harness::NetworkMode::kIsolated},
    {"mapped", harness::NetworkMode::kMapped},
    {"auto", harness::NetworkMode::kAuto}};

// How often the load is replayed, and where.
void add_load_options(CLI::App& run, RunOptions& options) {
  run.add_option("--set", options.set,
                 "Which variant of the load: smoke (quick), default, soak (long)")
      ->check(CLI::IsMember({"smoke", "default", "soak"}))
      ->each([&options](const std::string&) { options.set_named = true; })
      ->capture_default_str();
  run.add_option("--cycles", options.cycles, "Repetitions of the load (default: the set's)")
      ->check(CLI::Range(1, 1'000'000));
  run.add_option("--warm-up", options.warm_up, "Cycles that fill caches and do not count")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  run.add_option("--seed", options.seed, "All randomness comes from it (default: the scenario's)");
  run.add_option("--cycle-deadline", options.cycle_deadline,
                 "Seconds that a cycle may take (default: as long as the subject makes progress)")
      ->check(CLI::PositiveNumber);
  run.add_option("--interval", options.interval, "Between two looks at the processes (50ms to 10s)")
      ->capture_default_str();
  run.add_option("--network", options.network,
                 "isolated: a network of the subject's own, in which any program meets the sites "
                 "and nothing else; mapped: the machine's, for programs that can be told where the "
                 "sites are; auto: isolated where the machine allows it, but mapped for Tidemark's "
                 "own analyzer")
      ->transform(CLI::CheckedTransformer(kNetworks))
      ->default_str("auto");
  run.add_flag("--per-cycle", options.per_cycle,
               "Start the subject anew each cycle; it works off its input and ends");
}

// What is asked of a verdict.
void add_verdict_options(CLI::App& run, RunOptions& options) {
  auto* baseline =
      run.add_option_function<std::string>(
             "--baseline",
             [&options](const std::string& command) {
               options.baseline = CLI::detail::split_up(command);
             },
             "Another program, as one argument with its own in quotes where needed (no shell reads "
             "it): run both in turn and say whether the first leaks more")
          ->type_name("COMMAND");
  run.add_option("--pairs", options.pairs, "Runs of each program that is compared, at most")
      ->check(CLI::Range(2, 30))
      ->needs(baseline)
      ->capture_default_str();
  run.add_flag("--until-sure", options.until_sure,
               "End a run as soon as its verdict is certain, after a multiple of five cycles");
  run.add_option("--tolerance", options.tolerance,
                 "Growth of memory per task that may go unnoticed, for --baseline and --until-sure")
      ->transform(CLI::AsSizeValue(false))
      ->default_str("100KiB");
  run.add_option("--mutes", options.mutes,
                 "Leaks that are known and do not count until the day that FILE says (JSON, "
                 "docs/mutes.md)")
      ->type_name("FILE");
}

// Scenarios whose subjects are known to be wrong.
void add_catalogue_options(CLI::App& run, RunOptions& options) {
  run.add_flag("--sound", options.sound,
               "The scenario's subject without the defect that the scenario names");
  auto* catalogue =
      run.add_flag("--catalogue", options.catalogue,
                   "Run each scenario, and those of the set in folders, as it is and as its sound "
                   "twin, and pass if each run finds what its scenario says. --set without "
                   "scenarios: that of those that come with Tidemark");
  for (const char* other : {"--validate", "--list", "--describe"}) catalogue->excludes(other);
  run.add_option("--jobs", options.jobs,
                 "Runs of a catalogue at once (default: one and a half per core)")
      ->check(CLI::Range(1, 64));
}

// What is done beside, or instead of, a run.
void add_other_modes(CLI::App& run, RunOptions& options) {
  auto* validate = run.add_flag("--validate", options.validate,
                                "Run nothing; say whether the scenarios are valid");
  run.add_flag("--list", options.list,
               "Run nothing; say what the scenarios, or those in folders, are; without any, those "
               "that come with Tidemark")
      ->excludes(validate);
  run.add_flag("--describe", options.describe,
               "Run nothing; say on a page each what the scenarios are and would do")
      ->excludes(validate)
      ->excludes("--list");
  run.add_flag("--self-test", options.self_test,
               "First prove that leaks are seen here: plant one of each sort and look for it; with "
               "scenarios, run them only if all were found")
      ->excludes(validate)
      ->excludes("--list")
      ->excludes("--describe");
}

}  // namespace

void add_run_options(CLI::App& run, RunOptions& options) {
  run.add_option("SCENARIO", options.scenarios, "Scenario files");
  add_load_options(run, options);
  run.add_option("--out", options.out,
                 "Run folder; must not exist, or be empty (default: runs/SCENARIO-TIME). That of a "
                 "catalogue may hold some of its runs, which are not run again");
  add_verdict_options(run, options);
  add_other_modes(run, options);
  add_catalogue_options(run, options);
  run.add_flag("--json", options.json, "Print the run record (run.json) instead of a summary");
  run.add_flag("--quiet", options.quiet, "No progress and no summary");
  run.footer(
      "-- CMD... is the program to test, by default the scenario's or else Tidemark's own "
      "analyzer.\n"
      "It reads domains on stdin, one per line, and answers each with a line on stdout that is or\n"
      "begins with the domain, or is a JSON object with it as \"domain\". Where the network is "
      "mapped,\n"
      "how it reaches the sites is in TIDEMARK_MAP, TIDEMARK_CA, TIDEMARK_RESOLVER and "
      "TIDEMARK_HOST_RULES.");
}

}  // namespace tidemark::cli
