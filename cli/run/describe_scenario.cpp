#include "cli/run/describe_scenario.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/run/run_plans.hpp"
#include "cli/run/scenario_facts.hpp"
#include "harness/scenario/load_scenario.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongest = 2000;

std::string duration_in_words(Milliseconds time) {
  const double seconds = std::chrono::duration<double>(time).count();
  if (seconds < 120) return fmt::format("{:.0f} s", seconds);
  if (seconds < 7200) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

void line(const char* head, const std::string& text) {
  fmt::print("  {:<13}{}\n", head, printable(text, kLongest));
}

void lines(const char* head, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    line(head, text);
    head = "";
  }
}

std::string load_in_words(const LoadFacts& load) {
  std::string words =
      fmt::format("{} {} a cycle", load.domains, load.domains == 1 ? "domain" : "domains");
  if (load.hosts < load.domains) words += fmt::format(" ({} different)", load.hosts);
  return words + fmt::format(", {} {}, at least {}", load.cycles,
                             load.cycles == 1 ? "cycle" : "cycles",
                             duration_in_words(load.shortest));
}

// What is known of the scenario's own subject.
void print_defect(const harness::PlannedSubject& subject) {
  for (const harness::SubjectNeed& need : subject.needs) line("", "needs " + need.name);
  if (!subject.defect) return;
  line("defect", harness::in_words(*subject.defect));
  if (!subject.sound.empty()) {
    line("", fmt::format("its sound twin (--sound) has the arguments {}",
                         fmt::join(subject.sound, " ")));
  }
}

void print_page(const harness::Scenario& scenario, const ScenarioFacts& facts, bool own_subject) {
  fmt::print("{}  ({})\n", printable(scenario.name, 100), printable(scenario.file, 4000));
  if (!scenario.description.empty()) line("", scenario.description);
  const char* head = "sites";
  for (const auto& [behavior, hosts] : facts.sites) {
    line(head, fmt::format("{:>4}  {}", hosts, behavior));
    head = "";
  }
  line("load", load_in_words(facts.load) + " (set " + facts.load.set + ")");
  lines("phases", facts.load.phases);
  lines("with", facts.figures);
  head = "sets";
  for (const LoadFacts& set : facts.sets) {
    line(head, fmt::format("{:<8} {}", set.set, load_in_words(set)));
    head = "";
  }
  lines("runs", facts.runs);
  lines("faults", facts.faults);
  line("subject", facts.command);
  lines("", facts.subject);
  if (own_subject && scenario.subject) print_defect(*scenario.subject);
  head = "expects";
  for (const auto& [what, expected] : facts.expectations) {
    line(head, fmt::format("{}: {}", what, expected));
    head = "";
  }
  if (facts.expectations.empty()) line("expects", "the verdict stable");
  if (const auto sets = sets_of_catalogue(scenario); !sets.empty()) {
    line("catalogue", fmt::format("{}", fmt::join(sets, ", ")));
  }
}

Json to_json(const LoadFacts& load) {
  return {{"set", load.set},
          {"domains", load.domains},
          {"different_domains", load.hosts},
          {"cycles", load.cycles},
          {"phases", load.phases},
          {"last_arrival_ms", load.last_arrival.count()},
          {"shortest_ms", load.shortest.count()}};
}

Json to_json(const harness::Scenario& scenario, const ScenarioFacts& facts, bool own_subject) {
  Json sites = Json::object();
  for (const auto& [behavior, hosts] : facts.sites) sites[behavior] = hosts;
  Json sets = Json::array();
  for (const LoadFacts& set : facts.sets) sets.push_back(to_json(set));
  Json expectations = Json::array();
  for (const auto& [what, expected] : facts.expectations) {
    expectations.push_back({{"what", what}, {"expected", expected}});
  }
  Json page = {{"name", scenario.name},
               {"file", scenario.file},
               {"description", scenario.description},
               {"seed", scenario.seed},
               {"sites", std::move(sites)},
               {"load", to_json(facts.load)},
               {"figures", facts.figures},
               {"sets", std::move(sets)},
               {"combinations", facts.runs},
               {"faults", facts.faults},
               {"command", facts.command},
               {"subject", facts.subject},
               {"expectations", std::move(expectations)},
               {"catalogue", sets_of_catalogue(scenario)}};
  if (own_subject && scenario.subject && scenario.subject->defect) {
    page["defect"] = harness::in_words(*scenario.subject->defect);
    page["sound"] = scenario.subject->sound;
  }
  return page;
}

}  // namespace

ExitCode describe_scenarios(const RunOptions& options) {
  ExitCode exit = ExitCode::kPass;
  Json pages = Json::array();
  const char* between = "";
  for (const std::string& file : options.scenarios) {
    const auto scenario = harness::load_scenario(file);
    const auto plans =
        scenario ? plans_of(file, options)
                 : Result<std::vector<harness::RunPlan>>(std::unexpected(scenario.error()));
    if (!plans) {
      fmt::print(stderr, "tidemark: {}\n", printable(plans.error().message, kLongest));
      exit = more_telling(exit, exit_code_of(plans.error().code));
      continue;
    }
    const ScenarioFacts facts = facts_of(*scenario, *plans);
    const bool own_subject = !options.command.has_value();
    if (!options.json) {
      fmt::print("{}", between);
      print_page(*scenario, facts, own_subject);
      between = "\n";
    }
    pages.push_back(to_json(*scenario, facts, own_subject));
  }
  if (options.json) {
    fmt::print("{}\n", pages.dump(2, ' ', false, Json::error_handler_t::replace));
  }
  return exit;
}

}  // namespace tidemark::cli
