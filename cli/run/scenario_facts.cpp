#include "cli/run/scenario_facts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "cli/run/fault_words.hpp"
#include "harness/expectations/check_expectations.hpp"
#include "harness/scenario/input_placeholders.hpp"

namespace tidemark::cli {
namespace {

using harness::SubjectInput;

std::string counted(std::size_t count, const char* what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string seconds_of(Milliseconds time) {
  return fmt::format("{:.3g} s", std::chrono::duration<double>(time).count());
}

std::vector<std::pair<std::string, std::size_t>> sites_of(const harness::Scenario& scenario) {
  std::map<std::string, std::size_t> hosts;
  for (const harness::Site& site : scenario.sites) {
    hosts[std::string(harness::kind_of(site.behavior))] += site.hosts.size();
  }
  std::vector<std::pair<std::string, std::size_t>> sorted(hosts.begin(), hosts.end());
  std::ranges::sort(sorted, [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  return sorted;
}

std::string phase_in_words(const harness::LoadPhase& phase) {
  std::string words = counted(phase.domains.size(), "domain");
  words += phase.rate ? fmt::format(", {:g} per second", *phase.rate) : ", all at once";
  if (phase.pause > Milliseconds(0)) words += ", then a pause of " + seconds_of(phase.pause);
  return words;
}

LoadFacts load_facts(const harness::Load& load, unsigned cycles, const std::string& set,
                     Milliseconds quiet) {
  const std::vector<harness::Arrival> arrivals = harness::arrivals_of(load);
  std::set<std::string> hosts;
  for (const harness::Arrival& arrival : arrivals) hosts.insert(arrival.domain);
  LoadFacts facts{.set = set,
                  .domains = arrivals.size(),
                  .hosts = hosts.size(),
                  .cycles = cycles,
                  .phases = {},
                  .last_arrival = arrivals.back().at,
                  .shortest = (arrivals.back().at + quiet) * cycles};
  if (load.phases.size() > 1 || load.phases.front().rate) {
    for (const harness::LoadPhase& phase : load.phases) {
      facts.phases.push_back(phase_in_words(phase));
    }
  }
  return facts;
}

std::vector<std::string> figures_of(const harness::Load& load) {
  std::vector<std::string> figures;
  if (load.budget) figures.push_back(fmt::format("budget {} ms", load.budget->count()));
  if (load.workers) figures.push_back(fmt::format("workers {}", *load.workers));
  if (load.browsers) figures.push_back(fmt::format("browsers {}", *load.browsers));
  return figures;
}

// As a shell takes it.
std::string quoted(const std::string& argument) {
  constexpr const char* kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,{}@%+";
  if (!argument.empty() && argument.find_first_not_of(kPlain) == std::string::npos) {
    return argument;
  }
  std::string text = "'";
  for (const char c : argument) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

std::string command_line(const std::vector<std::string>& command) {
  std::vector<std::string> words;
  words.reserve(command.size());
  for (const std::string& argument : command) words.push_back(quoted(argument));
  return fmt::format("{}", fmt::join(words, " "));
}

std::string input_in_words(const harness::RunPlan& plan) {
  switch (plan.options.input) {
    case SubjectInput::kStdin: return "domains on stdin";
    case SubjectInput::kFile: return "domains in a file";
    case SubjectInput::kArgument:
      return harness::takes_one_domain(plan.command) ? "one start for each domain"
                                                     : "domains as arguments";
    case SubjectInput::kHttp: return "domains by HTTP to " + plan.options.url;
  }
  return "";
}

std::vector<std::string> limits_of(const harness::SubjectLimits& limits) {
  std::vector<std::string> words;
  if (limits.descriptors) words.push_back(counted(*limits.descriptors, "descriptor"));
  if (limits.processes) words.push_back(fmt::format("{} processes", *limits.processes));
  if (limits.address_space) words.push_back(to_string(*limits.address_space) + " mapped");
  if (limits.file_size) words.push_back(to_string(*limits.file_size) + " a file");
  if (limits.core) words.push_back(to_string(*limits.core) + " a core");
  return words;
}

std::vector<std::string> subject_facts(const harness::RunPlan& plan) {
  const harness::SubjectOptions& options = plan.options;
  const bool per_cycle = plan.kind == harness::PlannedSubject::Kind::kPerCycle;
  std::vector<std::string> words{fmt::format(
      "{}, {}", per_cycle ? "started anew each cycle" : "long-running", input_in_words(plan))};
  if (options.tasks == harness::TaskSource::kRequests) {
    words.emplace_back("a domain is done when the simulator has seen it asked for");
  }
  if (!options.user.empty()) words.push_back("as the user " + options.user);
  if (!options.directory.empty()) words.push_back("in " + options.directory.string());
  if (const auto limits = limits_of(options.limits); !limits.empty()) {
    words.push_back(fmt::format("at most {}", fmt::join(limits, ", ")));
  }
  for (const harness::EnvironmentChange& change : options.environment) {
    words.push_back(change.value ? fmt::format("with {}={}", change.name, *change.value)
                                 : "without " + change.name);
  }
  if (!options.init) words.emplace_back("without an init: orphans stay zombies");
  return words;
}

// The answers to no run at all say what would be looked at.
std::vector<std::pair<std::string, std::string>> expectations_of(
    const harness::Scenario& scenario) {
  const harness::RunRecord none;
  const std::vector<harness::RestPoint> nothing;
  std::vector<std::pair<std::string, std::string>> all;
  for (harness::Expectation& each :
       harness::check_expectations(scenario.expect, {.record = none, .rest_points = nothing})) {
    all.emplace_back(std::move(each.what), std::move(each.expected));
  }
  return all;
}

}  // namespace

std::vector<std::string> sets_of_catalogue(const harness::Scenario& scenario) {
  std::vector<std::string> names;
  if (!scenario.catalogue) return names;
  names.reserve(scenario.catalogue->sets.size());
  for (const harness::LoadSet set : scenario.catalogue->sets) names.emplace_back(name_of(set));
  return names;
}

ScenarioFacts facts_of(const harness::Scenario& scenario,
                       const std::vector<harness::RunPlan>& plans) {
  const harness::RunPlan& first = plans.front();
  ScenarioFacts facts{.sites = sites_of(scenario),
                      .load = load_facts(first.scenario.load, static_cast<unsigned>(first.cycles),
                                         first.variant.set, first.times.quiet),
                      .sets = {},
                      .figures = figures_of(first.scenario.load),
                      .faults = {},
                      .command = command_line(first.command),
                      .subject = subject_facts(first),
                      .expectations = expectations_of(scenario),
                      .runs = {}};
  for (const auto set :
       {harness::LoadSet::kSmoke, harness::LoadSet::kDefault, harness::LoadSet::kSoak}) {
    const harness::Load load = harness::load_in(scenario.load, scenario.sets, set);
    facts.sets.push_back(
        load_facts(load, load.cycles, std::string(harness::name_of(set)), first.times.quiet));
  }
  for (const harness::PlannedFault& fault : scenario.faults) {
    facts.faults.push_back(in_words(fault));
  }
  for (const harness::RunPlan& plan : plans) {
    if (!plan.variant.combination.empty()) facts.runs.push_back(plan.variant.combination);
  }
  return facts;
}

}  // namespace tidemark::cli
