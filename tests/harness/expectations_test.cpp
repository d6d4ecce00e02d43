// What a scenario expects, held against what a run was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/expectations/check_expectations.hpp"
#include "harness/run/task_clock.hpp"

namespace tidemark::harness {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::SizeIs;

RestProcess process(Pid pid, char state = 'S') {
  return {.pid = pid, .state = state, .descriptors = 10, .threads = 2, .pss = Bytes::mib(20)};
}

RestPoint point(int cycle, int processes) {
  RestPoint rest{.cycle = cycle};
  for (int i = 0; i < processes; ++i) rest.processes.push_back(process(100 + i));
  return rest;
}

// Two cycles after one of warm-up; each answers its four tasks in two seconds.
class Expecting : public testing::Test {
 protected:
  Expecting() {
    for (int index = 1; index <= 3; ++index) {
      const RunTime start = index * 10s;
      record_.cycles.push_back({.index = index,
                                .started = start,
                                .drained = start + 2s,
                                .rested = start + 3s,
                                .tasks = 4,
                                .answered = 4});
    }
    record_.tasks_answered = 12;
    points_ = {point(0, 1), point(1, 9), point(2, 3), point(3, 4)};
  }
  // The only answer: "met" and so on, and what was found.
  std::string answer(const Expectations& expected) {
    const auto results = check_expectations(expected, facts_);
    EXPECT_THAT(results, SizeIs(1));
    if (results.size() != 1) return "";
    const Expectation& result = results.front();
    return std::string(!result.met   ? "unknown"
                       : *result.met ? "met"
                                     : "failed") +
           ", " + result.actual + " (" + result.expected + ", " + result.pointer + ")";
  }
  RunRecord record_{.warm_up = 1};
  std::vector<RestPoint> points_;
  RunFacts facts_{.record = record_, .rest_points = points_, .tasks_fed = 12};
};

TEST_F(Expecting, NothingIsAlwaysMet) { EXPECT_THAT(check_expectations({}, facts_), IsEmpty()); }

TEST_F(Expecting, BoundsAtRestLookAtEveryRestPointAfterWarmUp) {
  EXPECT_EQ(answer({.at_rest = {.processes = 4}}),
            "met, 4 after cycle 3 (at most 4, /expect/at_rest/processes)");
  EXPECT_EQ(answer({.at_rest = {.processes = 3}}),
            "failed, 4 after cycle 3 (at most 3, /expect/at_rest/processes)");
  EXPECT_EQ(answer({.at_rest = {.descriptors = 39}}),
            "failed, 40 after cycle 3 (at most 39, /expect/at_rest/descriptors)");
  EXPECT_EQ(answer({.at_rest = {.threads = 8}}),
            "met, 8 after cycle 3 (at most 8, /expect/at_rest/threads)");
  EXPECT_EQ(answer({.at_rest = {.pss = Bytes::mib(79)}}),
            "failed, 80.0 MiB after cycle 3 (at most 79.0 MiB, /expect/at_rest/pss_mib)");
}

TEST_F(Expecting, ZombiesAreNoProcesses) {
  points_[2].processes = {process(1), process(2, 'Z'), process(3, 'Z')};
  points_[3].processes = {process(1)};
  EXPECT_EQ(answer({.at_rest = {.zombies = 1}}),
            "failed, 2 after cycle 2 (at most 1, /expect/at_rest/zombies)");
  EXPECT_EQ(answer({.at_rest = {.processes = 1}}),
            "met, 1 after cycle 2 (at most 1, /expect/at_rest/processes)");
}

TEST_F(Expecting, AnAmountThatWasWithheldIsNeverTakenForZero) {
  points_[2].processes[0].pss.reset();
  EXPECT_EQ(
      answer({.at_rest = {.pss = Bytes::mib(100)}}),
      "unknown, at least 80.0 MiB after cycle 3 (at most 100.0 MiB, /expect/at_rest/pss_mib)");
  EXPECT_EQ(answer({.at_rest = {.pss = Bytes::mib(50)}}),
            "failed, at least 80.0 MiB after cycle 3 (at most 50.0 MiB, /expect/at_rest/pss_mib)");
}

TEST_F(Expecting, WithoutAMeasurementNothingIsMet) {
  points_.clear();
  record_.cycles.clear();
  facts_.tasks_fed = 0;
  Expectations all{.stable = std::vector{Resource::kProcesses},
                   .at_rest = {.processes = 1000},
                   .at_work = {.processes = 1000},
                   .time_to_rest = 1h,
                   .in_budget = BudgetExpectation{.share = 0},
                   .tasks_per_second = 0,
                   .answered_share = 0,
                   .exit_code = 0,
                   .leftovers = 1000};
  const auto results = check_expectations(all, facts_);
  EXPECT_THAT(results, SizeIs(9));
  for (const Expectation& result : results) EXPECT_FALSE(result.met) << result.pointer;
}

TEST_F(Expecting, BoundsAtWorkLookAtThePeak) {
  facts_.peak = Amounts{.processes = {.known = 30}, .descriptors = {.known = 5, .complete = false}};
  EXPECT_EQ(answer({.at_work = {.processes = 29}}),
            "failed, 30 (at most 29, /expect/at_work/processes)");
  EXPECT_EQ(answer({.at_work = {.descriptors = 29}}),
            "unknown, at least 5 (at most 29, /expect/at_work/descriptors)");
}

TEST_F(Expecting, TheVerdictOfAResource) {
  record_.verdicts = {{.resource = Resource::kProcesses, .verdict = Verdict::kLeaking},
                      {.resource = Resource::kZombies, .verdict = Verdict::kStable},
                      {.resource = Resource::kThreads, .verdict = Verdict::kInconclusive}};
  const auto of = [&](Resource resource) { return answer({.stable = std::vector{resource}}); };
  EXPECT_EQ(of(Resource::kProcesses), "failed, leaking (stable, /expect/stable/0)");
  EXPECT_EQ(of(Resource::kZombies), "met, stable (stable, /expect/stable/0)");
  EXPECT_EQ(of(Resource::kThreads), "unknown, inconclusive (stable, /expect/stable/0)");
}

TEST_F(Expecting, IsAnsweredByTheNewVerdictsOfARunThatIsJudgedAgain) {
  record_.verdicts = {{.resource = Resource::kProcesses, .verdict = Verdict::kLeaking},
                      {.resource = Resource::kMemory, .verdict = Verdict::kLeaking}};
  record_.expectations = check_expectations(
      {.stable = {{Resource::kProcesses, Resource::kMemory}}, .exit_code = 0}, facts_);
  ASSERT_THAT(record_.expectations, SizeIs(3));
  record_.expectations[1].pointer = "small-town.json: /expect/stable/1";  // as of an extended one
  record_.expectations[2].actual = "3";
  record_.verdicts[0].verdict = Verdict::kStable;
  record_.verdicts[1].verdict = Verdict::kInconclusive;
  answer_stability_again(record_);
  EXPECT_EQ(record_.expectations[0].met, true);
  EXPECT_EQ(record_.expectations[0].actual, "stable");
  EXPECT_EQ(record_.expectations[1].met, std::nullopt);
  EXPECT_EQ(record_.expectations[1].actual, "inconclusive");
  EXPECT_EQ(record_.expectations[2].actual, "3") << "was measured and is not judged";
}

TEST_F(Expecting, TimeToRestIsTheLongestAfterWarmUp) {
  record_.cycles[0].rested = record_.cycles[0].drained + 9s;
  record_.cycles[1].rested = record_.cycles[1].drained + 1500ms;
  EXPECT_EQ(answer({.time_to_rest = 1500ms}),
            "met, 1500 ms after cycle 2 (at most 1500 ms, /expect/time_to_rest_ms)");
  EXPECT_EQ(answer({.time_to_rest = 1499ms}),
            "failed, 1500 ms after cycle 2 (at most 1499 ms, /expect/time_to_rest_ms)");
  record_.cycles[2].rested.reset();
  EXPECT_EQ(answer({.time_to_rest = 1h}),
            "failed, never after cycle 3 (at most 3600000 ms, /expect/time_to_rest_ms)");
}

TEST_F(Expecting, ATaskThatIsNeverAnsweredMissesItsBudget) {
  facts_.budget = 1000ms;
  auto& times = facts_.task_times.emplace();
  times = {{.cycle = 1, .took = 9s}};
  for (int i = 0; i < 6; ++i) times.push_back({.cycle = 2, .took = 900ms});
  times.push_back({.cycle = 3, .took = 1100ms});
  EXPECT_EQ(answer({.in_budget = BudgetExpectation{.share = 0.75}}),
            "met, 75%: 6 of 8 (at least 75%, /expect/in_budget)");
  EXPECT_EQ(answer({.in_budget = BudgetExpectation{.share = 0.8}}),
            "failed, 75%: 6 of 8 (at least 80%, /expect/in_budget)");
  EXPECT_EQ(answer({.in_budget = BudgetExpectation{.share = 0.8, .slack = 100ms}}),
            "met, 87.5%: 7 of 8 (at least 80%, /expect/in_budget)");
}

TEST_F(Expecting, ThroughputCountsTheTimeAtWork) {
  EXPECT_EQ(answer({.tasks_per_second = 2}), "met, 2 (at least 2, /expect/tasks_per_second)");
  EXPECT_EQ(answer({.tasks_per_second = 2.1}),
            "failed, 2 (at least 2.1, /expect/tasks_per_second)");
}

TEST_F(Expecting, AnswersAreCountedOverTheWholeRun) {
  record_.tasks_answered = 9;
  EXPECT_EQ(answer({.answered_share = 0.75}),
            "met, 75%: 9 of 12 (at least 75%, /expect/answered_share)");
  EXPECT_EQ(answer({.answered_share = 1}),
            "failed, 75%: 9 of 12 (at least 100%, /expect/answered_share)");
}

TEST_F(Expecting, EveryExitCodeCounts) {
  facts_.exit_codes = {0, 3, 0};
  EXPECT_EQ(answer({.exit_code = 0}), "failed, 3 (0, /expect/exit_code)");
  facts_.exit_codes = {0, std::nullopt};
  EXPECT_EQ(answer({.exit_code = 0}), "failed, ended by a signal (0, /expect/exit_code)");
  facts_.exit_codes = {3, 3};
  EXPECT_EQ(answer({.exit_code = 3}), "met, 3 (3, /expect/exit_code)");
}

TEST_F(Expecting, LeftoversAreWhatOutlivesTheSubject) {
  EXPECT_EQ(answer({.leftovers = 5}), "unknown, not known (at most 5, /expect/leftovers)");
  RestPoint end = point(4, 1);
  end.after_end = true;
  end.directories.push_back({.path = "/tmp/x"});
  points_.push_back(end);
  EXPECT_EQ(answer({.leftovers = 1}), "failed, 2 after cycle 4 (at most 1, /expect/leftovers)");
}

TEST(TaskClock, RunsFromTheBeginThatTheSubjectTells) {
  const SteadyTime start = steady_now();
  TaskClock clock;
  clock.begin_cycle(4);
  clock.fed("a.com", start);
  clock.fed("b.com", start);
  clock.fed("a.com", start);
  clock.take({.at = start + 5s, .kind = "task_start", .task = "a.com"});
  clock.take({.at = start + 6s, .kind = "slot", .task = "b.com"});
  clock.answered("a.com", start + 7s);
  clock.answered("b.com", start + 7s);
  clock.answered("a.com", start + 8s);
  clock.answered("never.com", start + 8s);
  ASSERT_THAT(clock.times(), SizeIs(3));
  EXPECT_EQ(clock.times()[0].took, 2s);
  EXPECT_EQ(clock.times()[0].cycle, 4);
  EXPECT_EQ(clock.times()[1].took, 7s);
  EXPECT_EQ(clock.times()[2].took, 8s);
}

TEST(TaskClock, ForgetsWhatAnEndedSubjectWasDoing) {
  const SteadyTime start = steady_now();
  TaskClock clock;
  clock.fed("a.com", start);
  clock.forget_running();
  clock.fed("a.com", start + 9s);
  clock.answered("a.com", start + 10s);
  ASSERT_THAT(clock.times(), SizeIs(1));
  EXPECT_EQ(clock.times()[0].took, 1s);
}

}  // namespace
}  // namespace tidemark::harness
