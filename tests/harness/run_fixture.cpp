#include "tests/harness/run_fixture.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <iostream>
#include <sstream>
#include <utility>

#include "harness/record/run_json.hpp"
#include "harness/run/run_folder.hpp"
#include "harness/scenario/load_scenario.hpp"
#include "harness/subject/supervisor.hpp"
#include "probes/ownership/cgroup_place.hpp"
#include "probes/ownership/cgroup_scope.hpp"

namespace tidemark::harness {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* kRunArgument = "__run";

int be_a_harness(const fs::path& folder, const std::string& script, const std::string& scenario) {
  RunPlan plan = bash(script, scenario);
  plan.folder = folder;
  auto interrupts = Interrupts::watch();
  if (!interrupts) return 1;
  bool told = false;
  static_cast<void>(run(plan, *interrupts, [&](const RunProgress& progress) {
    if (progress.cycle == 1 && !std::exchange(told, true)) {
      std::cout << "cycle 1" << '\n' << std::flush;
    }
  }));
  return 0;
}

}  // namespace

const char* const kTinyScenario = R"({
  "name": "tiny",
  "sites": [{"hosts": ["a.com", "b.com", "c.com", "d.com"], "behavior": {"kind": "page"}}],
  "load": {"cycles": 4}
})";

RunTimes quick() {
  return {.sample_every = milliseconds(50),
          .quiet = milliseconds(250),
          .settle = milliseconds(500),
          .stall = seconds(30),
          .end = seconds(20),
          .grace = milliseconds(300)};
}

RunPlan plan_for(std::vector<std::string> command, const std::string& scenario) {
  RunPlan plan;
  auto parsed = parse_scenario(scenario, "tiny.json");
  EXPECT_TRUE(parsed) << parsed.error().message;
  plan.scenario = std::move(*parsed);
  plan.command = std::move(command);
  plan.cycles = static_cast<int>(plan.scenario.load.cycles);
  plan.times = quick();
  return plan;
}

RunPlan bash(const std::string& script, const std::string& scenario) {
  return plan_for({"bash", "-c", script}, scenario);
}

RunPlan plan_for_subject(const std::string& scenario) {
  RunPlan plan = plan_for({}, scenario);
  if (plan.scenario.subject) {
    plan.command = plan.scenario.subject->command;
    plan.kind = plan.scenario.subject->kind;
    plan.options = plan.scenario.subject->options;
  }
  return plan;
}

std::string text_of(const fs::path& file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

std::optional<Pid> first_pid_in(const fs::path& file) {
  Pid pid = 0;
  if (std::ifstream(file) >> pid) return pid;
  return std::nullopt;
}

std::vector<fs::path> groups_of(Pid harness) {
  std::vector<fs::path> groups;
  const auto own = probes::read_own_cgroup_place();
  if (!own) return groups;
  const std::string prefix = std::string(probes::kScopePrefix) + std::to_string(harness) + "-";
  for (const auto& parent : {own->unified, own->memory, own->pids, own->cpu}) {
    if (!parent) continue;
    for (const auto& entry : fs::directory_iterator(*parent)) {
      if (entry.path().filename().string().starts_with(prefix)) groups.push_back(entry.path());
    }
  }
  return groups;
}

RunOutcome RunTest::run_plan(RunPlan plan,
                             const std::function<void(const RunProgress&)>& progress) {
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

HarnessToKill::HarnessToKill(const std::string& script, const std::string& scenario)
    : folder_(TempDir::create("tidemark-test").value()), output_(test::Pipe::open()) {
  auto started =
      probes::Child::start({.program = "/proc/self/exe",
                            .arguments = {kRunArgument, folder_.path().string(), script, scenario}},
                           {.descriptors = {{.theirs = 1, .ours = output_.write.get()}}});
  EXPECT_TRUE(started) << started.error().message;
  process_.emplace(std::move(started.value()));
  output_.write.reset();
}

bool HarnessToKill::begun() { return test::read_line(output_.read.get()) == "cycle 1"; }

int run_test_main(int argc, char** argv) {
  const std::string role = argc > 1 ? argv[1] : "";
  if (role == kSupervisorArgument) return run_supervisor(kSupervisorControl);
  ::signal(SIGPIPE, SIG_IGN);
  if (role == kRunArgument && argc == 5) return be_a_harness(argv[2], argv[3], argv[4]);
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}

}  // namespace tidemark::harness
