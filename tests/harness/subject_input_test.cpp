// Subjects that get their domains in other ways than on stdin, or say nothing of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/record/run_events.hpp"
#include "harness/run/request_watch.hpp"
#include "harness/run/run_folder.hpp"
#include "probes/recording/recording_reader.hpp"
#include "tests/harness/run_fixture.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A scenario of three hosts, two cycles, and this subject.
std::string with_subject(const std::string& subject, const std::string& more = "") {
  return R"({"name": "tiny", "load": {"cycles": 2},
    "sites": [{"hosts": ["a.com", "b.com", "c.com"], "behavior": {"kind": "page"}}],
    "subject": )" +
         subject + more + "}";
}

// Asks the simulator for the page of $d over HTTP, with nothing but bash.
constexpr const char* kAsk =
    "a=${TIDEMARK_MAP#*=}; a=${a%%,*}; "
    "ask() { exec 3<>/dev/tcp/${a%:*}/${a#*:}; "
    "printf 'GET / HTTP/1.1\\\\r\\\\nHost: %s\\\\r\\\\nConnection: close\\\\r\\\\n\\\\r\\\\n' $1 "
    ">&3; "
    "cat <&3 >/dev/null; exec 3>&-; }; ";

class SubjectInputTest : public RunTest {
 protected:
  // A run that must complete with every domain done.
  RunRecord complete(const std::string& scenario) {
    RunOutcome outcome = run_plan(plan_for_subject(scenario));
    EXPECT_EQ(outcome.end, RunEnd::kCompleted)
        << outcome.problem << file(kSubjectErrFile) << file(kSubjectOutFile);
    EXPECT_EQ(outcome.record.tasks_answered, 6);
    return outcome.record;
  }
};

TEST_F(SubjectInputTest, AFileOfDomainsForEachStart) {
  complete(with_subject(R"({"command": ["bash", "-c", "cat $0; wc -l <$0 >&2", "{input}"]})"));
  EXPECT_EQ(file(kSubjectErrFile), "3\n3\n");
}

TEST_F(SubjectInputTest, AfterAKillTheFileHasWhatIsLeft) {
  const RunRecord record = complete(with_subject(
      R"({"command": ["bash", "-c", "wc -l <$0 >&2; while read -r d; do echo $d; sleep 1; done <$0", "{input}"]})",
      R"(, "faults": [{"kind": "kill", "after_domains": 1}])"));
  EXPECT_THAT(record.faults, testing::SizeIs(2));
  EXPECT_EQ(file(kSubjectErrFile), "3\n2\n3\n2\n");
}

TEST_F(SubjectInputTest, AllDomainsAsArguments) {
  complete(with_subject(R"({"input": "argument", "command": ["printf", "%s\n"]})"));
  EXPECT_EQ(file(kSubjectOutFile), "a.com\nb.com\nc.com\na.com\nb.com\nc.com\n");
}

TEST_F(SubjectInputTest, AllDomainsAsArgumentsInTheirPlace) {
  complete(with_subject(
      R"({"command": ["bash", "-c", "printf '%s\n' $@; echo $# >&2", "x", "{domains}", "-v"]})"));
  EXPECT_EQ(file(kSubjectErrFile), "4\n4\n");
}

TEST_F(SubjectInputTest, OneStartForEachDomain) {
  const RunRecord record =
      complete(with_subject(R"({"command": ["bash", "-c", "echo $0 >&2; )" + std::string(kAsk) +
                                R"( ask ${0#https://}; exit 3", "https://{domain}"]})",
                            R"(, "expect": {"exit_code": 3})"));
  EXPECT_EQ(file(kSubjectErrFile),
            "https://a.com\nhttps://b.com\nhttps://c.com\nhttps://a.com\nhttps://b.com\n"
            "https://c.com\n");
  EXPECT_EQ(record.expectations.front().met, true) << record.expectations.front().actual;
}

TEST_F(SubjectInputTest, OneStartForEachDomainWhenItArrives) {
  RunPlan plan = plan_for_subject(R"({"name": "tiny",
    "sites": [{"hosts": ["a.com", "b.com"], "behavior": {"kind": "page"}}],
    "load": {"cycles": 1, "phases": [{"share": 0.5, "pause_ms": 2000}, {"share": 0.5}]},
    "subject": {"command": ["echo", "{domain}"]}})");
  // Waiting for an arrival is not being stuck.
  plan.times.stall = seconds(1);
  const RunOutcome outcome = run_plan(std::move(plan));
  EXPECT_EQ(outcome.end, RunEnd::kCompleted) << outcome.problem;
  EXPECT_EQ(outcome.record.tasks_answered, 2);
  const auto recording = probes::read_recording(folder_.path() / kSamplesFile);
  ASSERT_TRUE(recording);
  std::vector<SteadyTime> starts;
  for (const probes::RecordedEvent& event : recording->events) {
    if (event.kind == kSubjectStarted) starts.push_back(event.at);
  }
  ASSERT_EQ(starts.size(), 2U);
  EXPECT_GE(starts[1] - starts[0], milliseconds(1000));
}

TEST_F(SubjectInputTest, OneStartForEachDomainThatDoesNothingFails) {
  const RunOutcome outcome =
      run_plan(plan_for_subject(with_subject(R"({"command": ["true", "{domain}"]})")));
  EXPECT_EQ(outcome.end, RunEnd::kSubjectFailed);
  EXPECT_THAT(outcome.problem, HasSubstr("without working on any of its 3 domains"));
}

TEST_F(SubjectInputTest, OneStartOfManyThatCrashesFails) {
  const RunOutcome outcome = run_plan(plan_for_subject(with_subject(
      R"({"command": ["bash", "-c", "[ $0 = b.com ] && kill -SEGV $$; echo $0", "{domain}"]})")));
  EXPECT_EQ(outcome.end, RunEnd::kSubjectFailed);
  EXPECT_THAT(outcome.problem, HasSubstr("killed by SIGSEGV"));
  EXPECT_EQ(outcome.record.tasks_answered, 1);
}

// A long-running server that takes tasks over HTTP and says in one of several ways that they are
// done.
std::string server(const std::string& mode) {
  return with_subject(R"({"kind": "long_running", "input": "http",
    "url": "http://127.0.0.1:{port}/tasks", "command": [")" +
                      test::victim_path("serves_tasks").string() + R"(", "{port}", ")" + mode +
                      "\"]}");
}

TEST_F(SubjectInputTest, AServerThatAnswersInItsResponses) {
  const RunRecord record = complete(server("body"));
  EXPECT_EQ(record.subject_ended, "killed by SIGTERM") << "which is how a server is told to end";
}

TEST_F(SubjectInputTest, AServerThatAnswersLaterOnItsOutput) {
  complete(server("later"));
  EXPECT_THAT(file(kSubjectOutFile), HasSubstr("c.com\n"));
}

TEST_F(SubjectInputTest, AServerThatAnswersLaterByAnEvent) { complete(server("event")); }

TEST_F(SubjectInputTest, AServerThatRefusesIsAskedAgain) { complete(server("busy")); }

TEST_F(SubjectInputTest, AServerThatIsKilledGetsItsTasksAgain) {
  std::string scenario = server("busy");
  scenario.insert(scenario.size() - 1, R"(, "faults": [{"kind": "kill", "after_domains": 1}])");
  const RunRecord record = complete(scenario);
  EXPECT_THAT(record.faults, testing::Not(IsEmpty()));
}

TEST_F(SubjectInputTest, AServerThatNeverListensIsStuckAndItIsSaid) {
  RunPlan plan = plan_for_subject(with_subject(R"({"kind": "long_running", "input": "http",
    "url": "http://127.0.0.1:{port}/tasks", "command": ["sleep", "1000"]})"));
  plan.times.stall = seconds(1);
  const RunOutcome outcome = run_plan(std::move(plan));
  EXPECT_EQ(outcome.end, RunEnd::kSubjectFailed);
  EXPECT_THAT(outcome.problem, HasSubstr("stuck in cycle 1"));
}

TEST_F(SubjectInputTest, TasksOfASilentSubjectAreCountedAtTheSimulator) {
  const RunRecord record = complete(
      with_subject(R"({"tasks": "requests", "command": ["bash", "-c", ")" + std::string(kAsk) +
                   R"( while read -r d; do ask $d; done; echo nonsense"]})"));
  EXPECT_EQ(record.cycles.front().answered, 3);
}

TEST_F(SubjectInputTest, ALongRunningSubjectMayBeSilentToo) {
  complete(
      with_subject(R"({"kind": "long_running", "tasks": "requests", "command": ["bash", "-c", ")" +
                   std::string(kAsk) + R"( while read -r d; do ask $d; done"]})"));
  EXPECT_EQ(file(kSubjectOutFile), "");
}

TEST_F(SubjectInputTest, WhatASilentSubjectDidNotAskForIsUndone) {
  const RunOutcome outcome = run_plan(plan_for_subject(
      with_subject(R"({"tasks": "requests", "command": ["bash", "-c", ")" + std::string(kAsk) +
                   R"( while read -r d; do [ $d = b.com ] || ask $d; done"]})")));
  EXPECT_EQ(outcome.end, RunEnd::kCompleted) << outcome.problem;
  EXPECT_EQ(outcome.record.tasks_answered, 4);
  EXPECT_THAT(outcome.record.notes,
              testing::Contains("in cycle 1 the subject left 1 domain undone"));
}

// One that leaves an orphan of a moment for each domain.
RunOutcome orphans(const std::function<RunOutcome(RunPlan)>& run, const std::string& init) {
  return run(plan_for_subject(R"({"name": "tiny", "load": {"cycles": 4},
    "sites": [{"hosts": ["a.com"], "behavior": {"kind": "page"}}],
    "subject": {"kind": "long_running", "init": )" +
                              init + R"(, "command": ["bash", "-c",
      "while read -r d; do (sleep 0.05 &); echo $d; done"]}})"));
}

TEST_F(SubjectInputTest, WithoutAnInitOrphansStayZombies) {
  const auto run = [this](RunPlan plan) { return run_plan(std::move(plan)); };
  const RunOutcome with = orphans(run, "true");
  EXPECT_EQ(with.end, RunEnd::kCompleted) << with.problem;
  EXPECT_EQ(with.record.verdict, Verdict::kStable) << with.record.reason;
  const RunOutcome without = orphans(run, "false");
  EXPECT_EQ(without.end, RunEnd::kCompleted) << without.problem;
  ASSERT_EQ(without.record.verdict, Verdict::kLeaking) << without.record.reason;
  EXPECT_TRUE(std::ranges::any_of(without.record.findings, [](const Finding& finding) {
    return finding.leak && finding.resource == Resource::kZombies;
  }));
}

constexpr SteadyTime kT0{seconds(1000)};

HostTraffic traffic(const std::string& host, milliseconds seen, std::uint64_t open) {
  HostTraffic traffic;
  traffic.host = host;
  traffic.open = open;
  traffic.last_seen = kT0 + seen;
  return traffic;
}

std::vector<std::string> names(const std::vector<RequestWatch::Done>& done) {
  std::vector<std::string> tasks;
  tasks.reserve(done.size());
  for (const auto& each : done) tasks.push_back(each.task);
  return tasks;
}

TEST(RequestWatch, ATaskIsDoneASecondAfterItsHostsLastConnection) {
  RequestWatch watch;
  watch.fed("a.com", kT0);
  watch.fed("b.com", kT0);
  const std::vector open{traffic("a.com", milliseconds(10), 1)};
  EXPECT_THAT(watch.look(open, kT0 + seconds(5)), IsEmpty()) << "still at it";
  const std::vector closed{traffic("a.com", milliseconds(10), 0)};
  EXPECT_THAT(watch.look(closed, kT0 + milliseconds(5900)), IsEmpty());
  const auto done = watch.look(closed, kT0 + seconds(6));
  EXPECT_THAT(names(done), ElementsAre("a.com"));
  EXPECT_EQ(done.front().at, kT0 + seconds(5)) << "when it was last seen open";
  EXPECT_THAT(watch.look(closed, kT0 + seconds(60)), IsEmpty()) << "once";
}

TEST(RequestWatch, WhatWasAskedBeforeDoesNotCount) {
  RequestWatch watch;
  watch.fed("a.com", kT0);
  const std::vector before{traffic("a.com", milliseconds(-10), 0)};
  EXPECT_THAT(watch.look(before, kT0 + seconds(9)), IsEmpty());
  EXPECT_THAT(watch.look_last(before), IsEmpty());
}

TEST(RequestWatch, AtTheEndWhatWasAskedForIsDoneAtOnce) {
  RequestWatch watch;
  watch.fed("a.com", kT0);
  watch.fed("a.com", kT0);
  watch.fed("b.com", kT0);
  EXPECT_THAT(names(watch.look_last(std::vector{traffic("a.com", milliseconds(10), 1)})),
              ElementsAre("a.com", "a.com"));
  EXPECT_THAT(watch.look_last(std::vector{traffic("b.com", milliseconds(10), 0)}), IsEmpty());
}

}  // namespace
}  // namespace tidemark::harness

int main(int argc, char** argv) { return tidemark::harness::run_test_main(argc, argv); }
