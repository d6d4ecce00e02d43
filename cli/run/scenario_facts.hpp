// A scenario in words and figures, for people and for JSON.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/run/run_plan.hpp"
#include "harness/scenario/scenario.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::cli {

// A part of a cycle: "25 domains, 2 per second, then a pause of 10 s".
struct LoadFacts {
  std::string set;
  std::size_t domains = 0;  // of a cycle, repetitions included
  std::size_t hosts = 0;    // different ones
  unsigned cycles = 0;
  std::vector<std::string> phases;
  Milliseconds last_arrival{0};  // since the cycle's start
  Milliseconds shortest{0};      // of all cycles: arrivals and rest, the subject taking no time
};

struct ScenarioFacts {
  std::vector<std::pair<std::string, std::size_t>> sites;  // behaviour and hosts, most first
  LoadFacts load;                                          // of the set in use
  std::vector<LoadFacts> sets;                             // all three
  std::vector<std::string> figures;                        // "budget 6000 ms", "workers 4"
  std::vector<std::string> faults;
  std::string command;  // as it would be written
  std::vector<std::string> subject;
  std::vector<std::pair<std::string, std::string>> expectations;  // what, and what is expected
  std::vector<std::string> runs;  // one for each combination; empty: one
};

// "smoke", "default": in which sets of its folder's catalogue the scenario is.
[[nodiscard]] std::vector<std::string> sets_of_catalogue(const harness::Scenario& scenario);

// `plans` are those of the scenario, one for each combination; not empty.
[[nodiscard]] ScenarioFacts facts_of(const harness::Scenario& scenario,
                                     const std::vector<harness::RunPlan>& plans);

}  // namespace tidemark::cli
