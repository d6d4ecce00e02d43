#include "harness/selftest/self_test.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>

#include "harness/scenario/load_scenario.hpp"
#include "harness/selftest/plants.hpp"
#include "harness/verdict/growth_test.hpp"
#include "probes/base/printable.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::harness {
namespace {

namespace fs = std::filesystem;

constexpr int kWarmUp = 1;
// Enough to tell growth from a step.
constexpr int kCyclesToCount = 6;
// Two more than the fewest: one may be taken for a reading far off.
constexpr int kCyclesToWeigh = kWarmUp + static_cast<int>(kFewestForGrowth) + 2;

// What shares a run. Memory is alone: a process takes memory too.
struct Planting {
  std::vector<Plant> plants;
  int cycles;
};

std::vector<Planting> plantings() {
  return {{{Plant::kProcess, Plant::kDescriptor, Plant::kDirectory}, kCyclesToCount},
          {{Plant::kMemory}, kCyclesToWeigh},
          {{Plant::kNothing}, kCyclesToWeigh}};
}

// The planter rests at once; nothing is gained by waiting for it as long as for a browser.
constexpr RunTimes kTimes{.sample_every = Milliseconds(100),
                          .quiet = Milliseconds(300),
                          .settle = Milliseconds(500),
                          .grace = Milliseconds(1000)};

Result<Scenario> scenario_for(const Planting& planting) {
  std::vector<std::string> hosts;
  hosts.reserve(planting.plants.size());
  for (const Plant plant : planting.plants) {
    hosts.push_back(fmt::format(R"("{}")", facts_of(plant).task));
  }
  std::vector<std::string_view> required{R"("processes")", R"("zombies")", R"("descriptors")",
                                         R"("directories")"};
  // Where nothing is planted memory only must not leak: pages that the planter shares with whatever
  // else runs make its PSS wander, and a little growth may hide in that.
  if (planting.plants.front() != Plant::kNothing) required.emplace_back(R"("memory")");
  const std::string text = fmt::format(
      R"({{"name": "self-test", "sites": [{{"hosts": [{}], "behavior": {{"kind": "page"}}}}],
           "load": {{"cycles": {}}}, "expect": {{"stable": [{}]}}}})",
      fmt::join(hosts, ", "), planting.cycles, fmt::join(required, ", "));
  return parse_scenario(text, "self-test");
}

Result<RunPlan> plan_for(const Planting& planting, const fs::path& folder,
                         const std::string& version) {
  auto scenario = scenario_for(planting);
  if (!scenario) return std::unexpected(scenario.error());
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (error) return system_failure("read /proc/self/exe", error.value());
  RunPlan plan;
  plan.scenario = *std::move(scenario);
  plan.command = {self.string(), kPlanterArgument};
  plan.cycles = planting.cycles;
  plan.warm_up = kWarmUp;
  plan.folder = folder;
  plan.tidemark_version = version;
  plan.times = kTimes;
  return plan;
}

bool cut_short(RunEnd end) { return end == RunEnd::kInterrupted || end == RunEnd::kTerminated; }

PlantAnswer answer_for(Plant plant, const Planting& planting, const RunOutcome& outcome) {
  PlantAnswer answer{.plant = plant};
  if (outcome.end == RunEnd::kCompleted) {
    answer = check_plant(plant, planting.plants, outcome.record);
  } else {
    answer.found = "the run did not come to an end: " + printable(outcome.problem, 1000);
  }
  answer.took =
      std::chrono::duration_cast<Milliseconds>(outcome.record.ended - outcome.record.started);
  return answer;
}

}  // namespace

bool SelfTestReport::passed() const {
  return end == RunEnd::kCompleted && answers.size() == kPlants.size() &&
         std::ranges::all_of(answers, &PlantAnswer::passed);
}

Result<SelfTestReport> run_self_test(const std::string& tidemark_version, Interrupts& interrupts,
                                     const std::function<void(const PlantAnswer&)>& on_answer,
                                     const std::function<void(const RunProgress&)>& on_progress) {
  SelfTestReport report;
  for (const Planting& planting : plantings()) {
    const auto folder = TempDir::create("tidemark-self-test");
    if (!folder) return std::unexpected(folder.error());
    const auto plan = plan_for(planting, folder->path(), tidemark_version);
    if (!plan) return std::unexpected(plan.error());
    const RunOutcome outcome = run(*plan, interrupts, on_progress);
    if (cut_short(outcome.end)) {
      report.end = outcome.end;
      return report;
    }
    for (const Plant plant : planting.plants) {
      report.answers.push_back(answer_for(plant, planting, outcome));
      if (on_answer) on_answer(report.answers.back());
    }
  }
  return report;
}

}  // namespace tidemark::harness
