#include "cli/run/scenario_catalogue.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/run/run_plans.hpp"
#include "cli/run/scenario_facts.hpp"
#include "cli/run/scenario_files.hpp"
#include "cli/run/shipped_scenarios.hpp"
#include "harness/scenario/load_scenario.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

void print_json(const Json& json) {
  fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
}

void say(const Error& error) {
  fmt::print(stderr, "tidemark: {}\n", printable(error.message, 2000));
}

std::vector<std::string> sets_of(const harness::Scenario& scenario) {
  std::vector<std::string> sets;
  if (scenario.sets.smoke) sets.emplace_back("smoke");
  if (scenario.sets.standard) sets.emplace_back("default");
  if (scenario.sets.soak) sets.emplace_back("soak");
  return sets;
}

std::vector<std::string> combinations_in_words(const harness::Scenario& scenario) {
  std::vector<std::string> words;
  for (const auto& combination : harness::combinations_of(scenario.matrix)) {
    if (std::string each = harness::in_words(combination); !each.empty()) {
      words.push_back(std::move(each));
    }
  }
  return words;
}

// In words; empty: none is known.
std::string defect_of(const harness::Scenario& scenario) {
  const auto& subject = scenario.subject;
  return subject && subject->defect ? harness::in_words(*subject->defect) : std::string();
}

void print_entry(const harness::Scenario& scenario, const std::string& file) {
  fmt::print("{}  ({})\n", printable(scenario.name, 100), printable(file, 4000));
  if (!scenario.description.empty()) fmt::print("  {}\n", printable(scenario.description, 2000));
  fmt::print("  {} hosts, {} cycles\n", harness::hosts_of(scenario).size(), scenario.load.cycles);
  if (const auto sets = sets_of(scenario); !sets.empty()) {
    fmt::print("  sets: {}\n", fmt::join(sets, ", "));
  }
  for (const std::string& words : combinations_in_words(scenario)) {
    fmt::print("  run with {}\n", words);
  }
  if (const std::string defect = defect_of(scenario); !defect.empty()) {
    fmt::print("  known defect: {}\n", printable(defect, 400));
  }
  if (const auto sets = sets_of_catalogue(scenario); !sets.empty()) {
    fmt::print("  in the catalogue: {}\n", fmt::join(sets, ", "));
  }
}

}  // namespace

ExitCode validate_scenarios(const RunOptions& options) {
  ExitCode exit = ExitCode::kPass;
  Json answers = Json::array();
  for (const std::string& file : scenario_files(options.scenarios)) {
    const auto plans = plans_of(file, options);
    Json answer = {{"file", file}, {"valid", plans.has_value()}};
    if (!plans) {
      exit = more_telling(exit, exit_code_of(plans.error().code));
      answer["error"] = plans.error().message;
      if (!options.json) say(plans.error());
    } else if (!options.json && !options.quiet) {
      fmt::print("{}: valid\n", printable(file, 4000));
    }
    answers.push_back(std::move(answer));
  }
  if (options.json) print_json(answers);
  return exit;
}

ExitCode list_scenarios(const RunOptions& options) {
  ExitCode exit = ExitCode::kPass;
  std::vector<std::string> names = options.scenarios;
  if (names.empty()) {
    const auto shipped = shipped_scenarios(fs::read_symlink("/proc/self/exe"));
    if (!shipped) {
      say(shipped.error());
      return exit_code_of(shipped.error().code);
    }
    names.push_back(shipped->string());
  }
  Json entries = Json::array();
  for (const std::string& file : scenario_files(names)) {
    const auto scenario = harness::load_scenario(file);
    if (!scenario) {
      exit = more_telling(exit, exit_code_of(scenario.error().code));
      say(scenario.error());
      continue;
    }
    if (!options.json) print_entry(*scenario, file);
    entries.push_back({{"name", scenario->name},
                       {"file", file},
                       {"description", scenario->description},
                       {"hosts", harness::hosts_of(*scenario).size()},
                       {"cycles", scenario->load.cycles},
                       {"sets", sets_of(*scenario)},
                       {"combinations", combinations_in_words(*scenario)},
                       {"defect", defect_of(*scenario)},
                       {"catalogue", sets_of_catalogue(*scenario)}});
  }
  if (options.json) print_json(entries);
  return exit;
}

}  // namespace tidemark::cli
