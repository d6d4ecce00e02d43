// Whole runs of small real subjects.
#include "harness/run/run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/record/run_events.hpp"
#include "harness/record/run_json.hpp"
#include "harness/run/run_folder.hpp"
#include "harness/scenario/load_scenario.hpp"
#include "harness/subject/supervisor.hpp"
#include "probes/base/temp_dir.hpp"
#include "probes/ownership/cgroup_scope.hpp"
#include "probes/ownership/kernel_watch.hpp"
#include "probes/process/child.hpp"
#include "probes/process/pidfd.hpp"
#include "probes/process/process_ref.hpp"
#include "probes/recording/recording_reader.hpp"
#include "tests/harness/run_fixture.hpp"
#include "tests/support/process_census.hpp"

namespace tidemark::harness {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kEcho = R"(while read -r d; do echo "$d"; done)";

TEST_F(RunTest, AnEchoIsStableAndEverythingIsRecorded) {
  const RunOutcome outcome = run_plan(bash(std::string("echo up >&2; ") + kEcho));
  const RunRecord& record = outcome.record;
  EXPECT_EQ(outcome.end, RunEnd::kCompleted) << outcome.problem;
  EXPECT_EQ(record.verdict, Verdict::kStable) << record.reason;
  EXPECT_TRUE(record.completed);
  EXPECT_EQ(record.tasks_answered, 16);
  EXPECT_EQ(record.subject_ended, "exit code 0");
  EXPECT_EQ(record.subject_kind, "long_running");
  EXPECT_THAT(record.findings, IsEmpty());
  EXPECT_THAT(record.faults, IsEmpty());
  ASSERT_THAT(record.cycles, SizeIs(4));
  for (const Cycle& cycle : record.cycles) {
    EXPECT_EQ(cycle.tasks, 4);
    EXPECT_EQ(cycle.answered, 4);
    EXPECT_LE(cycle.started, cycle.drained);
    ASSERT_TRUE(cycle.rested);
    EXPECT_LE(cycle.drained, *cycle.rested);
  }
  EXPECT_THAT(file(kSubjectOutFile), testing::StartsWith("a.com\nb.com\nc.com\nd.com\na.com\n"));
  EXPECT_EQ(file(kSubjectErrFile), "up\n");
  const auto recording = probes::read_recording(folder_.path() / kSamplesFile);
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_TRUE(recording->closed);
  EXPECT_GE(recording->ticks.size(), 10U);
  EXPECT_GE(recording->processes.size(), 1U);
  const auto answers =
      std::ranges::count(recording->events, std::string("task_end"), &probes::RecordedEvent::kind);
  EXPECT_EQ(answers, 16);
}

TEST_F(RunTest, WhatTheSubjectAskedOfTheSitesIsRecorded) {
  const RunOutcome outcome = run_plan(bash(R"(
    port=${TIDEMARK_MAP#*:80=127.0.0.1:}; port=${port%%,*}
    while read -r d; do
      exec 3<>"/dev/tcp/127.0.0.1/$port"
      printf 'GET /?q HTTP/1.0\r\nHost: %s\r\n\r\n' "$d" >&3
      while read -r line <&3; do :; done
      exec 3>&-
      echo "$d"
    done)"));
  EXPECT_EQ(outcome.end, RunEnd::kCompleted) << outcome.problem;
  const auto recording = probes::read_recording(folder_.path() / kSamplesFile);
  ASSERT_TRUE(recording) << recording.error().message;
  ASSERT_THAT(recording->requests, SizeIs(16));
  EXPECT_EQ(recording->requests_left_out, 0U);
  const probes::RecordedRequest& first = recording->requests[0];
  EXPECT_EQ(first.via, "http");
  EXPECT_EQ(first.host, "a.com");
  EXPECT_EQ(first.asked, "GET /?q");
  EXPECT_EQ(first.behavior, "page");
  EXPECT_EQ(first.outcome, "answered");
  EXPECT_EQ(first.status, 200U);
  EXPECT_GT(first.sent, Bytes{1000});
}

std::string ownership_possible_here() {
  const bool cgroup = probes::CgroupScope::create().has_value();
  const bool events = probes::KernelWatch::open().has_value();
  return std::string(cgroup ? "cgroup" : "subreaper") + (events ? " + kernel events" : "");
}

TEST_F(RunTest, SaysHowItKnowsTheSubjectsProcessesAndWhatItMayHaveMissed) {
  const RunOutcome outcome = run_plan(bash(kEcho));
  const RunRecord& record = outcome.record;
  EXPECT_EQ(record.ownership, ownership_possible_here());
  const bool noted = std::ranges::any_of(record.notes, [](const std::string& note) {
    return note.find("may be missing") != std::string::npos;
  });
  EXPECT_EQ(noted, record.ownership.find("kernel events") == std::string::npos);
  const auto recording = probes::read_recording(folder_.path() / kSamplesFile);
  ASSERT_TRUE(recording);
  const auto known = std::ranges::find(recording->events, std::string(kOwnershipKnown),
                                       &probes::RecordedEvent::kind);
  ASSERT_NE(known, recording->events.end());
  EXPECT_THAT(known->detail, HasSubstr("\"mode\":\"" + record.ownership + "\""));
}

TEST_F(RunTest, AProcessLeftBehindIsALeakWithItsCulprit) {
  const RunOutcome outcome = run_plan(bash(
      R"(while read -r d; do if [ "$d" = c.com ]; then setsid sleep 12345 & fi; sleep 0.1; echo "$d"; done)"));
  const RunRecord& record = outcome.record;
  EXPECT_EQ(outcome.end, RunEnd::kCompleted) << outcome.problem;
  ASSERT_EQ(record.verdict, Verdict::kLeaking) << record.reason;
  const auto leak = std::ranges::find_if(record.findings, &Finding::leak);
  ASSERT_NE(leak, record.findings.end());
  EXPECT_EQ(leak->resource, Resource::kProcesses);
  ASSERT_THAT(leak->culprits, testing::Not(IsEmpty()));
  EXPECT_EQ(leak->culprits.front().what, "sleep 12345");
  EXPECT_THAT(leak->culprits.front().born_during, HasSubstr("c.com"));
}

TEST_F(RunTest, ADirectoryLeftBehindIsALeak) {
  const RunOutcome outcome =
      run_plan(bash(R"(while read -r d; do mktemp -d >/dev/null; echo "$d"; done)"));
  ASSERT_EQ(outcome.record.verdict, Verdict::kLeaking) << outcome.record.reason;
  const auto leak = std::ranges::find_if(outcome.record.findings, &Finding::leak);
  ASSERT_NE(leak, outcome.record.findings.end());
  EXPECT_EQ(leak->resource, Resource::kDirectories);
}

TEST_F(RunTest, ASubjectPerCycleIsStableWhenNothingOutlivesIt) {
  RunPlan plan = plan_for({"cat"});
  plan.kind = PlannedSubject::Kind::kPerCycle;
  const RunOutcome outcome = run_plan(std::move(plan));
  EXPECT_EQ(outcome.end, RunEnd::kCompleted) << outcome.problem;
  EXPECT_EQ(outcome.record.verdict, Verdict::kStable) << outcome.record.reason;
  EXPECT_EQ(outcome.record.tasks_answered, 16);
  EXPECT_EQ(outcome.record.subject_kind, "per_cycle");
}

TEST_F(RunTest, WhatOutlivesASubjectPerCycleIsALeak) {
  RunPlan plan = bash("setsid sleep 12345 & cat");
  plan.kind = PlannedSubject::Kind::kPerCycle;
  const RunOutcome outcome = run_plan(std::move(plan));
  EXPECT_EQ(outcome.end, RunEnd::kCompleted) << outcome.problem;
  ASSERT_EQ(outcome.record.verdict, Verdict::kLeaking) << outcome.record.reason;
  EXPECT_EQ(outcome.record.findings.front().kind, FindingKind::kOrphan);
}

constexpr const char* kPhases = R"({
  "name": "phases",
  "sites": [{"hosts": ["a.com", "b.com", "c.com", "d.com"], "behavior": {"kind": "page"}}],
  "load": {"cycles": 1, "phases": [{"share": 0.5, "pause_ms": 700}, {"share": 0.5, "rate": 4}]}
})";

// When each task of the only cycle was fed, since the cycle's start.
std::vector<std::chrono::nanoseconds> fed_at(const fs::path& folder) {
  std::vector<std::chrono::nanoseconds> times;
  std::optional<SteadyTime> began;
  const auto recording = probes::read_recording(folder / kSamplesFile);
  if (!recording) return times;
  for (const probes::RecordedEvent& event : recording->events) {
    if (event.kind == kCycleStarted) began = event.at;
    if (event.kind == kTaskStarted && began) times.push_back(event.at - *began);
  }
  return times;
}

TEST_F(RunTest, DomainsArriveAsThePhasesSay) {
  for (const auto kind : {PlannedSubject::Kind::kLongRunning, PlannedSubject::Kind::kPerCycle}) {
    RunPlan plan = bash(kEcho, kPhases);
    plan.kind = kind;
    // Waiting for an arrival is not being stuck.
    plan.times.stall = milliseconds(200);
    const RunOutcome outcome = run_plan(std::move(plan));
    EXPECT_EQ(outcome.end, RunEnd::kCompleted) << outcome.problem;
    EXPECT_EQ(outcome.record.tasks_answered, 4);
    const auto times = fed_at(folder_.path());
    ASSERT_THAT(times, SizeIs(4));
    EXPECT_LT(times[1], milliseconds(700));
    EXPECT_GE(times[2], milliseconds(700));
    EXPECT_GE(times[3], milliseconds(950));
  }
}

TEST_F(RunTest, WhatTheScenarioExpectsIsAnswered) {
  const RunOutcome outcome = run_plan(bash(kEcho, R"({
    "name": "tiny",
    "sites": [{"hosts": ["a.com", "b.com", "c.com", "d.com"], "behavior": {"kind": "page"}}],
    "load": {"cycles": 4, "budget_ms": 20000},
    "expect": {"stable": ["processes"], "at_rest": {"processes": 1, "directories": 0},
               "at_work": {"processes": 0}, "in_budget": {"share": 1},
               "tasks_per_second": 0.01, "answered_share": 1, "exit_code": 3, "leftovers": 0}})"));
  EXPECT_EQ(outcome.end, RunEnd::kCompleted) << outcome.problem;
  EXPECT_EQ(outcome.record.verdict, Verdict::kStable) << outcome.record.reason;
  std::map<std::string, bool> answers;
  for (const Expectation& expectation : outcome.record.expectations) {
    ASSERT_TRUE(expectation.met) << expectation.pointer << ": " << expectation.actual;
    answers[expectation.pointer] = *expectation.met;
  }
  EXPECT_EQ(answers, (std::map<std::string, bool>{{"/expect/stable/0", true},
                                                  {"/expect/at_rest/processes", true},
                                                  {"/expect/at_rest/directories", true},
                                                  {"/expect/at_work/processes", false},
                                                  {"/expect/in_budget", true},
                                                  {"/expect/tasks_per_second", true},
                                                  {"/expect/answered_share", true},
                                                  {"/expect/exit_code", false},
                                                  {"/expect/leftovers", true}}));
  const auto threads = std::ranges::find(outcome.record.verdicts, Resource::kDescriptors,
                                         &ResourceVerdict::resource);
  ASSERT_NE(threads, outcome.record.verdicts.end());
  EXPECT_FALSE(threads->required) << "only what must be stable decides";
}

TEST_F(RunTest, AnExpectationOfAnExtendedScenarioNamesItsFile) {
  const auto files = TempDir::create("tidemark-test");
  ASSERT_TRUE(files);
  const fs::path base = files->path() / "base.json";
  std::ofstream(base) << R"({"name": "base", "load": {"cycles": 1},
    "sites": [{"hosts": ["a.com"], "behavior": {"kind": "page"}}],
    "expect": {"exit_code": 0, "at_rest": {"processes": 5, "zombies": 0}}})";
  const fs::path child = files->path() / "child.json";
  std::ofstream(child) << R"({"name": "child", "extends": "base.json",
    "expect": {"at_rest": {"processes": 4}}})";
  RunPlan plan = bash(kEcho);
  auto scenario = load_scenario(child);
  ASSERT_TRUE(scenario) << scenario.error().message;
  plan.scenario = std::move(*scenario);
  plan.cycles = 1;
  const RunOutcome outcome = run_plan(std::move(plan));
  std::vector<std::string> pointers;
  pointers.reserve(outcome.record.expectations.size());
  for (const Expectation& each : outcome.record.expectations) pointers.push_back(each.pointer);
  EXPECT_THAT(pointers, testing::ElementsAre("/expect/at_rest/processes",
                                             base.string() + ": /expect/at_rest/zombies",
                                             base.string() + ": /expect/exit_code"));
}

// How many task_start and task_end events of its own a subject told.
std::pair<int, int> told_tasks(const fs::path& folder) {
  std::pair<int, int> told;
  const auto recording = probes::read_recording(folder / kSamplesFile);
  if (!recording) return told;
  for (const probes::RecordedEvent& event : recording->events) {
    if (event.detail.find(".com\"") == std::string::npos) continue;
    if (event.kind == std::string(kFromSubject) + "task_start") ++told.first;
    if (event.kind == std::string(kFromSubject) + "task_end") ++told.second;
  }
  return told;
}

bool is_installed(const char* program) {
  auto child = probes::Child::start({.program = program, .arguments = {"--version"}});
  return child && child->wait(Deadline::in(seconds(30)));
}

TEST_F(RunTest, APythonProgramTellsOfItsTasksWithTheShippedEmitter) {
  if (!is_installed("python3")) GTEST_SKIP() << "there is no python3";
  const RunOutcome outcome = run_plan(plan_for({"python3", "-B", "-c", R"(
import sys
sys.path.insert(0, ")" SUBJECTS_DIR R"(")
from task_events import tell
for line in sys.stdin:
    tell("task_start", worker=1, task=line.strip())
    tell("task_end", worker=1, task=line.strip(), outcome="done")
    print(line.strip(), flush=True)
)"}));
  EXPECT_EQ(outcome.end, RunEnd::kCompleted) << outcome.problem << file(kSubjectErrFile);
  EXPECT_EQ(told_tasks(folder_.path()), std::pair(16, 16));
}

TEST_F(RunTest, ANodeProgramTellsOfItsTasksWithTheShippedEmitter) {
  if (!is_installed("node")) GTEST_SKIP() << "there is no node";
  const RunOutcome outcome = run_plan(plan_for({"node", "--input-type=module", "-e", R"(
import { createInterface } from 'node:readline';
import { tell } from ')" SUBJECTS_DIR R"(/task-events.mjs';
for await (const task of createInterface({ input: process.stdin })) {
  tell('task_start', { worker: 1, task });
  tell('task_end', { worker: 1, task, outcome: 'done' });
  console.log(task);
}
)"}));
  EXPECT_EQ(outcome.end, RunEnd::kCompleted) << outcome.problem << file(kSubjectErrFile);
  // The last may be on its way when the program ends.
  EXPECT_GE(told_tasks(folder_.path()).first, 15);
}

TEST_F(RunTest, AKilledSubjectIsStartedAgainAndAnswersEverything) {
  const RunOutcome outcome = run_plan(bash(R"(while read -r d; do sleep 0.1; echo "$d"; done)", R"({
    "name": "kill", "seed": 3,
    "sites": [{"hosts": ["a.com", "b.com", "c.com", "d.com", "e.com", "f.com", "g.com", "h.com"],
               "behavior": {"kind": "page"}}],
    "load": {"cycles": 4},
    "faults": [{"kind": "kill", "after_domains": 1}]})"));
  EXPECT_EQ(outcome.end, RunEnd::kCompleted) << outcome.problem;
  EXPECT_EQ(outcome.record.tasks_answered, 32);
  ASSERT_THAT(outcome.record.faults, SizeIs(4));
  EXPECT_EQ(outcome.record.faults[0].kind, "kill");
  EXPECT_EQ(outcome.record.faults[0].target, "subject");
  EXPECT_EQ(outcome.record.faults[2].cycle, 3);
  EXPECT_EQ(outcome.record.verdict, Verdict::kStable) << outcome.record.reason;
}

TEST_F(RunTest, ASubjectThatDoesNotExistFails) {
  const RunOutcome outcome = run_plan(plan_for({"no-such-program-anywhere"}));
  EXPECT_EQ(outcome.end, RunEnd::kSubjectFailed);
  EXPECT_THAT(outcome.problem, HasSubstr("no-such-program-anywhere"));
  EXPECT_NE(outcome.record.verdict, Verdict::kStable);
  EXPECT_FALSE(outcome.record.completed);
}

TEST_F(RunTest, ASubjectThatEndsAtOnceFails) {
  const RunOutcome outcome = run_plan(bash("exit 3"));
  EXPECT_EQ(outcome.end, RunEnd::kSubjectFailed);
  EXPECT_THAT(outcome.problem, HasSubstr("exit code 3"));
  EXPECT_NE(outcome.record.verdict, Verdict::kStable);
}

TEST_F(RunTest, ASubjectThatCrashesAtWorkFails) {
  const RunOutcome outcome = run_plan(bash(R"(read -r d; echo "$d"; read -r d; kill -SEGV $$)"));
  EXPECT_EQ(outcome.end, RunEnd::kSubjectFailed);
  EXPECT_THAT(outcome.problem, HasSubstr("killed by SIGSEGV"));
  EXPECT_THAT(outcome.problem, HasSubstr("3 domains unanswered"));
  EXPECT_EQ(outcome.record.tasks_answered, 1);
}

TEST_F(RunTest, GarbageIsNoWork) {
  RunPlan plan = bash(R"(while read -r d; do echo "done, next"; done)");
  plan.times.stall = milliseconds(500);
  const RunOutcome outcome = run_plan(std::move(plan));
  EXPECT_EQ(outcome.end, RunEnd::kSubjectFailed);
  EXPECT_THAT(outcome.problem, HasSubstr("4 lines that answer no domain"));
  EXPECT_EQ(outcome.record.tasks_answered, 0);
  EXPECT_NE(outcome.record.verdict, Verdict::kStable);
}

TEST_F(RunTest, ASubjectPerCycleThatDoesNothingFails) {
  RunPlan plan = plan_for({"true"});
  plan.kind = PlannedSubject::Kind::kPerCycle;
  const RunOutcome outcome = run_plan(std::move(plan));
  EXPECT_EQ(outcome.end, RunEnd::kSubjectFailed);
  EXPECT_THAT(outcome.problem, HasSubstr("without working on any of its 4 domains"));
}

TEST_F(RunTest, ASubjectThatNeverDrainsFails) {
  RunPlan plan = bash(R"(read -r d; echo "$d"; exec sleep 1000)");
  plan.times.cycle = milliseconds(700);
  const RunOutcome outcome = run_plan(std::move(plan));
  EXPECT_EQ(outcome.end, RunEnd::kSubjectFailed);
  EXPECT_THAT(outcome.problem, HasSubstr("stuck in cycle 1"));
  EXPECT_THAT(outcome.problem, HasSubstr("b.com, c.com, d.com"));
}

TEST_F(RunTest, ASubjectThatWillNotEndFails) {
  RunPlan plan = bash(std::string("trap '' TERM; ") + kEcho + "; exec sleep 1000");
  plan.times.end = milliseconds(300);
  const RunOutcome outcome = run_plan(std::move(plan));
  EXPECT_EQ(outcome.end, RunEnd::kSubjectFailed);
  EXPECT_THAT(outcome.problem, HasSubstr("did not end within"));
  EXPECT_THAT(outcome.problem, HasSubstr("ignored SIGTERM"));
  EXPECT_EQ(outcome.record.subject_ended, "killed by SIGKILL");
  EXPECT_NE(outcome.record.verdict, Verdict::kStable);
}

TEST_F(RunTest, ASignalEndsTheRunAndKeepsWhatWasRecorded) {
  bool sent = false;
  const RunOutcome outcome = run_plan(bash(kEcho), [&](const RunProgress& progress) {
    if (progress.cycle == 2 && !std::exchange(sent, true)) ::raise(SIGINT);
  });
  EXPECT_EQ(outcome.end, RunEnd::kInterrupted);
  EXPECT_FALSE(outcome.record.completed);
  EXPECT_THAT(outcome.record.cycles, SizeIs(2));
  EXPECT_NE(outcome.record.verdict, Verdict::kStable);
  const auto recording = probes::read_recording(folder_.path() / kSamplesFile);
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_TRUE(recording->closed);
}

// The supervisor of a run of ours: the child that was started as one.
std::optional<probes::ProcessRef> find_supervisor() {
  for (const std::string& child : test::ProcessCensus::take().children) {
    const Pid pid = std::stoi(child);
    if (text_of("/proc/" + std::to_string(pid) + "/cmdline").find(kSupervisorArgument) ==
        std::string::npos) {
      continue;
    }
    const auto id = read_process_id(pid);
    if (!id) continue;
    if (auto found = probes::ProcessRef::open(*id)) return std::move(*found);
  }
  return std::nullopt;
}

TEST_F(RunTest, EndsTheSubjectEvenWhenItsSupervisorDies) {
  bool killed = false;
  const RunOutcome outcome = run_plan(
      bash(R"(echo "$$" >&2; setsid sleep 12345 & while read -r d; do sleep 0.1; echo "$d"; done)"),
      [&](const RunProgress& progress) {
        if (progress.cycle != 2 || std::exchange(killed, true)) return;
        const auto supervisor = find_supervisor();
        ASSERT_TRUE(supervisor);
        EXPECT_TRUE(supervisor->signal(SIGKILL));
      });
  EXPECT_EQ(outcome.end, RunEnd::kEnvironment);
  EXPECT_THAT(outcome.problem, HasSubstr("supervisor"));
  const auto pidfd = probes::open_pidfd(std::stoi(file(kSubjectErrFile)));
  EXPECT_TRUE(!pidfd || probes::has_ended(pidfd->get()));
  const auto recording = probes::read_recording(folder_.path() / kSamplesFile);
  ASSERT_TRUE(recording);
  ASSERT_FALSE(recording->ticks.empty());
  for (const probes::RecordedSample& left : recording->ticks.back().samples) {
    EXPECT_EQ(left.state, 'Z') << "nothing of the tree lives on";
  }
}

TEST_F(RunTest, AKilledHarnessLeavesNoSubjectAndAReadableRecording) {
  HarnessToKill harness(R"(trap '' TERM; echo "$$ $TMPDIR" >&2; while :; do sleep 1; done)");
  ASSERT_TRUE(harness.begun());
  std::istringstream subject(text_of(harness.folder() / kSubjectErrFile));
  Pid pid = 0;
  std::string scratch;
  ASSERT_TRUE(subject >> pid >> scratch);
  const auto pidfd = probes::open_pidfd(pid);
  ASSERT_TRUE(pidfd);
  EXPECT_EQ(groups_of(harness.process().pid()).empty(), !probes::CgroupScope::create());
  ASSERT_TRUE(harness.process().signal(SIGKILL));
  const Deadline deadline = Deadline::in(seconds(5));
  EXPECT_TRUE(probes::wait_ended(pidfd->get(), deadline));
  while (fs::exists(scratch) && !deadline.passed()) {
    static_cast<void>(harness.process().wait(deadline.within(milliseconds(50))));
  }
  EXPECT_FALSE(fs::exists(scratch)) << scratch;
  for (const fs::path& group : groups_of(harness.process().pid()))
    ADD_FAILURE() << group << " is left";
  const auto record = load_run(harness.folder() / kRunRecordFile);
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_FALSE(record->completed);
  EXPECT_TRUE(probes::read_recording(harness.folder() / kSamplesFile));
}

}  // namespace
}  // namespace tidemark::harness

int main(int argc, char** argv) { return tidemark::harness::run_test_main(argc, argv); }
