#include "cli/run/run_plans.hpp"

#include <fmt/format.h>

#include "cli/duration.hpp"
#include "harness/run/run_folder.hpp"
#include "harness/scenario/load_scenario.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;

constexpr Milliseconds kShortestInterval{50};
constexpr Milliseconds kLongestInterval{10'000};

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

}  // namespace

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

}  // namespace tidemark::cli
