// Whole runs of small subjects in a test: the plan, the patience, the folder.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "harness/record/run_json.hpp"
#include "harness/run/run.hpp"
#include "harness/run/run_folder.hpp"
#include "harness/scenario/load_scenario.hpp"
#include "probes/base/temp_dir.hpp"
#include "tests/support/process_census.hpp"

namespace tidemark::harness {

inline constexpr const char* kScenario = R"({
  "name": "tiny",
  "sites": [{"hosts": ["a.com", "b.com", "c.com", "d.com"], "behavior": {"kind": "page"}}],
  "load": {"cycles": 4}
})";
inline constexpr const char* kEcho = R"(while read -r d; do echo "$d"; done)";

// Patience of a test: short where every run waits, long where only a broken one does.
inline RunTimes quick() {
  using std::chrono::milliseconds;
  using std::chrono::seconds;
  return {.sample_every = milliseconds(50),
          .quiet = milliseconds(250),
          .settle = milliseconds(500),
          .stall = seconds(30),
          .end = seconds(20),
          .grace = milliseconds(300)};
}

inline RunPlan plan_for(std::vector<std::string> command, const char* scenario = kScenario) {
  RunPlan plan;
  auto parsed = parse_scenario(scenario, "tiny.json");
  EXPECT_TRUE(parsed) << parsed.error().message;
  plan.scenario = std::move(*parsed);
  plan.command = std::move(command);
  plan.cycles = static_cast<int>(plan.scenario.load.cycles);
  plan.times = quick();
  return plan;
}

inline RunPlan bash(const std::string& script, const char* scenario = kScenario) {
  return plan_for({"bash", "-c", script}, scenario);
}

// The plan for a scenario's own subject.
inline RunPlan plan_for_subject(const std::string& scenario) {
  RunPlan plan = plan_for({}, scenario.c_str());
  if (plan.scenario.subject) {
    plan.command = plan.scenario.subject->command;
    plan.kind = plan.scenario.subject->kind;
    plan.options = plan.scenario.subject->options;
  }
  return plan;
}

inline std::string text_of(const std::filesystem::path& file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

// Needs a main() that can be the supervisor.
class SubjectRun : public test::LeavesNothingBehind {
 protected:
  RunOutcome run_plan(RunPlan plan, const std::function<void(const RunProgress&)>& progress = {}) {
    folder_ = TempDir::create("tidemark-test").value();
    plan.folder = folder_.path();
    auto interrupts = Interrupts::watch();
    EXPECT_TRUE(interrupts);
    RunOutcome outcome = run(plan, *interrupts, progress);
    const auto written = load_run(folder_.path() / kRunRecordFile);
    EXPECT_TRUE(written) << written.error().message;
    if (written) {
      EXPECT_EQ(to_json(*written), to_json(outcome.record));
    }
    return outcome;
  }
  [[nodiscard]] std::string file(const char* name) const { return text_of(folder_.path() / name); }
  TempDir folder_;
};

}  // namespace tidemark::harness
