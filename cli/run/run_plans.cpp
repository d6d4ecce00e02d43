#include "cli/run/run_plans.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "cli/duration.hpp"
#include "harness/run/run_folder.hpp"
#include "harness/scenario/input_placeholders.hpp"
#include "harness/scenario/load_scenario.hpp"
#include "harness/scenario/placeholders.hpp"
#include "harness/verdict/mute_file.hpp"
#include "probes/base/bytes.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;

constexpr Milliseconds kShortestInterval{50};
constexpr Milliseconds kLongestInterval{10'000};
// Far below what the kernel takes: the environment counts as well.
constexpr Bytes kMostArguments = Bytes::kib(64);

// This very program as the subject.
void take_analyzer(harness::RunPlan& plan) {
  plan.command = {fs::read_symlink("/proc/self/exe").string(), "analyze", "-", "--json", "--quiet"};
  const harness::Load& load = plan.scenario.load;
  const auto add = [&](const char* option, const std::string& value) {
    plan.command.insert(plan.command.end(), {option, value});
  };
  if (load.budget) add("--budget", fmt::format("{}ms", load.budget->count()));
  if (load.workers) add("--workers", std::to_string(*load.workers));
  if (load.browsers) add("--browsers", std::to_string(*load.browsers));
  plan.site_options = true;
  plan.kind = harness::PlannedSubject::Kind::kLongRunning;
}

// `pointer` is where the scenario says what is wrong.
std::unexpected<Error> wrong(const harness::RunPlan& plan, const std::string& pointer,
                             const Error& error) {
  return failure(error.code, plan.scenario.origins.in_files(pointer + ": " + error.message));
}

Result<void> fill_environment(harness::RunPlan& plan) {
  for (harness::EnvironmentChange& change : plan.options.environment) {
    if (!change.value) continue;
    auto value = harness::with_figures(*change.value, plan.scenario.load);
    if (!value) return wrong(plan, "/subject/environment/" + change.name, value.error());
    change.value = std::move(*value);
  }
  return {};
}

// Domains that come with a subject's start are all there by then, and fit into a command line.
Result<void> check_input(const harness::RunPlan& plan, bool from_command_line) {
  const harness::SubjectInput input = plan.options.input;
  if (input == harness::SubjectInput::kHttp &&
      plan.kind == harness::PlannedSubject::Kind::kPerCycle) {
    return failure(ErrorCode::kBadInput, "--per-cycle: this subject is a server, which stays");
  }
  if (!harness::comes_at_start(input) || harness::takes_one_domain(plan.command)) return {};
  const std::vector<harness::Arrival> arrivals = harness::arrivals_of(plan.scenario.load);
  std::size_t bytes = 0;
  for (const harness::Arrival& arrival : arrivals) bytes += arrival.domain.size() + 1;
  const auto refuse = [&](std::string why) -> std::unexpected<Error> {
    if (from_command_line) return failure(ErrorCode::kBadInput, "the command behind `--`: " + why);
    return wrong(plan, "/subject/input", {ErrorCode::kBadInput, std::move(why)});
  };
  if (arrivals.back().at > Milliseconds(0)) {
    return refuse(
        "the load's phases let domains arrive later than the subject's start, which is when it "
        "gets them: use \"stdin\", or {domain} in the command");
  }
  if (input == harness::SubjectInput::kArgument && bytes > kMostArguments.count) {
    return refuse(
        fmt::format("the domains of a cycle are {} of arguments, and {} is the most: use "
                    "\"file\", or {{domain}} in the command",
                    to_string(Bytes{bytes}), to_string(kMostArguments)));
  }
  return {};
}

Result<void> check_twin(const RunOptions& options, const harness::Scenario& scenario) {
  if (!options.sound) return {};
  if (options.command) {
    return failure(ErrorCode::kBadInput,
                   "--sound is for the scenario's own subject: leave out "
                   "the command behind `--`, or --sound");
  }
  if (scenario.subject && !scenario.subject->sound.empty()) return {};
  return failure(ErrorCode::kBadInput,
                 scenario.file + ": --sound: the scenario has no subject with a sound twin");
}

Result<void> choose_subject(const RunOptions& options, harness::RunPlan& plan) {
  if (auto checked = check_twin(options, plan.scenario); !checked) return checked;
  if (options.command) {
    auto command = harness::with_figures(*options.command, plan.scenario.load);
    if (!command) {
      return failure(ErrorCode::kBadInput, "the command behind `--`: " + command.error().message);
    }
    plan.command = std::move(*command);
    plan.options.input = harness::input_named_by(plan.command);
    plan.kind = harness::comes_at_start(plan.options.input)
                    ? harness::PlannedSubject::Kind::kPerCycle
                    : harness::PlannedSubject::Kind::kLongRunning;
  } else if (plan.scenario.subject) {
    const harness::PlannedSubject& subject = *plan.scenario.subject;
    auto command = harness::with_figures(subject.command, plan.scenario.load);
    if (!command) {
      return wrong(plan, "/subject/command", command.error());
    }
    plan.command = std::move(*command);
    if (options.sound) {
      plan.command.insert(plan.command.end(), subject.sound.begin(), subject.sound.end());
    }
    plan.kind = subject.kind;
    plan.options = subject.options;
    if (auto filled = fill_environment(plan); !filled) return filled;
  } else {
    take_analyzer(plan);
  }
  if (options.per_cycle) plan.kind = harness::PlannedSubject::Kind::kPerCycle;
  return check_input(plan, options.command.has_value());
}

// A server must be reachable from here, and our analyzer goes by --map: it is compared with runs
// that did.
Result<void> choose_network(const RunOptions& options, harness::RunPlan& plan) {
  const bool serves = plan.options.input == harness::SubjectInput::kHttp;
  if (serves && options.network == harness::NetworkMode::kIsolated) {
    return failure(ErrorCode::kBadInput,
                   plan.scenario_file +
                       ": /subject/input: a subject that gets its domains by HTTP cannot be in "
                       "an isolated network, where nobody reaches it: leave --network out");
  }
  const bool mapped =
      serves || (plan.site_options && options.network == harness::NetworkMode::kAuto);
  plan.network = mapped ? harness::NetworkMode::kMapped : options.network;
  return {};
}

Result<Milliseconds> sampling_interval(const RunOptions& options) {
  const auto interval = parse_duration(options.interval);
  if (!interval) return failure(ErrorCode::kBadInput, "--interval: " + interval.error().message);
  if (*interval < kShortestInterval || *interval > kLongestInterval) {
    return failure(ErrorCode::kBadInput, "--interval must be between 50ms and 10s");
  }
  return *interval;
}

Result<harness::RunPlan> plan_for(const harness::Scenario& scenario, const std::string& file,
                                  const harness::Combination& combination,
                                  const RunOptions& options) {
  harness::RunPlan plan;
  plan.scenario = scenario;
  plan.scenario_file = file;
  harness::apply(combination, plan.scenario.load);
  plan.variant = {.set = options.set,
                  .combination = harness::in_words(combination),
                  .short_name = harness::short_name(combination)};
  plan.cycles = options.cycles.value_or(static_cast<int>(plan.scenario.load.cycles));
  plan.warm_up = options.warm_up;
  if (options.until_sure) plan.until_sure_within = static_cast<double>(options.tolerance);
  plan.seed = options.seed.value_or(scenario.seed);
  plan.scenario.seed = plan.seed;
  plan.tidemark_version = TIDEMARK_VERSION;
  if (options.cycle_deadline > 0) {
    plan.times.cycle =
        std::chrono::ceil<Milliseconds>(std::chrono::duration<double>(options.cycle_deadline));
  }
  const auto interval = sampling_interval(options);
  if (!interval) return std::unexpected(interval.error());
  plan.times.sample_every = *interval;
  plan.times.quiet = plan.scenario.rest.quiet;
  if (auto chosen = choose_subject(options, plan); !chosen) {
    return std::unexpected(chosen.error());
  }
  if (auto put = choose_network(options, plan); !put) return std::unexpected(put.error());
  return plan;
}

bool judges_memory(const harness::RunPlan& plan) {
  const auto& stable = plan.scenario.expect.stable;
  return stable && std::ranges::find(*stable, harness::Resource::kMemory) != stable->end();
}

// "wall-w4-b2"
std::string name_of(const harness::RunPlan& plan) {
  const std::string& variant = plan.variant.short_name;
  return variant.empty() ? plan.scenario.name : plan.scenario.name + "-" + variant;
}

}  // namespace

Result<std::vector<harness::RunPlan>> plans_of(const std::string& file, const RunOptions& options) {
  auto scenario = harness::load_scenario(file);
  if (!scenario) return std::unexpected(scenario.error());
  const auto set = harness::load_set_of(options.set).value_or(harness::LoadSet::kDefault);
  scenario->load = harness::load_in(scenario->load, scenario->sets, set);
  harness::MuteFile mutes;
  if (!options.mutes.empty()) {
    auto loaded = harness::load_mutes(options.mutes);
    if (!loaded) return std::unexpected(loaded.error());
    mutes = *std::move(loaded);
  }
  std::vector<harness::RunPlan> plans;
  for (const harness::Combination& combination : harness::combinations_of(scenario->matrix)) {
    auto plan = plan_for(*scenario, file, combination, options);
    if (!plan) return std::unexpected(plan.error());
    plan->mutes = mutes;
    plans.push_back(std::move(*plan));
  }
  return plans;
}

Result<std::vector<harness::RunPlan>> all_plans(const RunOptions& options) {
  std::vector<harness::RunPlan> all;
  for (const std::string& file : options.scenarios) {
    auto plans = plans_of(file, options);
    if (!plans) return plans;
    std::ranges::move(*plans, std::back_inserter(all));
  }
  const auto tests = std::ranges::count_if(all, judges_memory);
  for (harness::RunPlan& plan : all) plan.memory_tests = std::max(1, static_cast<int>(tests));
  return all;
}

Result<fs::path> folder_for(const harness::RunPlan& plan, const RunOptions& options,
                            std::size_t runs) {
  if (options.out.empty()) {
    return harness::make_named_run_folder("runs", name_of(plan), std::chrono::system_clock::now());
  }
  const fs::path out(options.out);
  if (runs == 1) return harness::make_run_folder(out);
  return harness::make_run_folder(out / harness::file_name_of(name_of(plan)));
}

}  // namespace tidemark::cli
