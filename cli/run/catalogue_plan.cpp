#include "cli/run/catalogue_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>
#include <variant>

#include "cli/run/machine_lacks.hpp"
#include "cli/run/run_plans.hpp"
#include "cli/run/scenario_facts.hpp"
#include "cli/run/scenario_files.hpp"
#include "cli/run/shipped_scenarios.hpp"
#include "harness/run/run_folder.hpp"
#include "harness/scenario/load_scenario.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;
using harness::SubjectVariant;

// The scenario files that were named, and those of the folders that are in the set.
Result<std::vector<std::string>> catalogue_files(const RunOptions& options) {
  std::vector<std::string> names = options.scenarios;
  if (names.empty()) {
    const auto shipped = shipped_scenarios(fs::read_symlink("/proc/self/exe"));
    if (!shipped) return std::unexpected(shipped.error());
    names.push_back(shipped->string());
  }
  const auto set = harness::load_set_of(options.set).value_or(harness::LoadSet::kDefault);
  std::vector<std::string> files;
  for (const std::string& name : names) {
    std::error_code error;
    const bool folder = fs::is_directory(name, error);
    for (const std::string& file : scenario_files({name})) {
      if (folder) {
        const auto scenario = harness::load_scenario(file);
        if (!scenario) return std::unexpected(scenario.error());
        const auto& place = scenario->catalogue;
        if (!place || std::ranges::find(place->sets, set) == place->sets.end()) continue;
      }
      files.push_back(file);
    }
  }
  if (!files.empty()) return files;
  return failure(
      ErrorCode::kBadInput,
      fmt::format("no scenario of {} says in \"catalogue\" that it is in the set {}",
                  printable(fmt::format("{}", fmt::join(names, ", ")), 400), options.set));
}

Milliseconds shortest_time(const harness::Scenario& scenario,
                           const std::vector<harness::RunPlan>& plans) {
  Milliseconds shortest = facts_of(scenario, plans).load.shortest;
  const bool stands_still = scenario.subject && scenario.subject->defect &&
                            std::holds_alternative<harness::StuckDefect>(*scenario.subject->defect);
  if (stands_still) shortest += plans.front().times.cycle.value_or(plans.front().times.stall);
  return shortest;
}

// Into `runs`: the scenario as it is, and as its sound twin where it has one.
Result<void> add_runs(const std::string& file, const RunOptions& options, MachineTrials& machine,
                      std::vector<PlannedCatalogueRun>& runs) {
  auto plans = plans_of(file, options);
  if (!plans) return std::unexpected(plans.error());
  if (plans->size() != 1) {
    return failure(ErrorCode::kBadInput,
                   file + ": /matrix: a catalogue's scenario is one run, not several");
  }
  const harness::Scenario& scenario = plans->front().scenario;
  PlannedCatalogueRun run{.file = file,
                          .scenario = scenario.name,
                          .folder = harness::file_name_of(scenario.name),
                          .alone = scenario.catalogue && scenario.catalogue->alone,
                          .shortest = shortest_time(scenario, *plans),
                          .skipped = machine.lacks(scenario)};
  const bool twin = scenario.subject && !scenario.subject->sound.empty();
  if (scenario.subject) run.defect = scenario.subject->defect;
  runs.push_back(run);
  if (!twin) return {};
  run.variant = SubjectVariant::kSound;
  run.folder += "-sound";
  run.defect.reset();
  runs.push_back(std::move(run));
  return {};
}

}  // namespace

Result<std::vector<PlannedCatalogueRun>> plan_catalogue(const RunOptions& options) {
  const auto files = catalogue_files(options);
  if (!files) return std::unexpected(files.error());
  MachineTrials machine;
  std::vector<PlannedCatalogueRun> runs;
  for (const std::string& file : *files) {
    if (auto added = add_runs(file, options, machine, runs); !added) {
      return std::unexpected(added.error());
    }
  }
  std::set<std::string> folders;
  for (const PlannedCatalogueRun& run : runs) {
    if (folders.insert(run.folder).second) continue;
    return failure(ErrorCode::kBadInput,
                   fmt::format("{}: /name: another scenario of this catalogue has the name {}, too",
                               run.file, printable(run.scenario, 100)));
  }
  std::ranges::sort(runs, [](const PlannedCatalogueRun& a, const PlannedCatalogueRun& b) {
    if (a.alone != b.alone) return b.alone;
    return a.shortest != b.shortest ? a.shortest > b.shortest : a.folder < b.folder;
  });
  return runs;
}

}  // namespace tidemark::cli
