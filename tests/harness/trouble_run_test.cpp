// Runs of subjects with troubles that are no leaks, and what their recordings say of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/run/run_folder.hpp"
#include "harness/verdict/judge.hpp"
#include "harness/verdict/recorded_rest_points.hpp"
#include "harness/verdict/work_log.hpp"
#include "probes/recording/recording_reader.hpp"
#include "tests/harness/run_fixture.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::harness {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<Finding> troubles_in(std::vector<Finding> findings) {
  std::erase_if(findings, [](const Finding& it) { return !is_other_trouble(it.kind); });
  return findings;
}

class TroubleRun : public RunTest {
 protected:
  // The troubles of a run, which must be the same when its recording is judged.
  std::vector<Finding> troubles_of(RunPlan plan, RunEnd end = RunEnd::kCompleted) {
    const RunOutcome outcome = run_plan(std::move(plan));
    EXPECT_EQ(outcome.end, end) << outcome.problem << file(kSubjectErrFile);
    EXPECT_NE(outcome.record.verdict, Verdict::kLeaking) << outcome.record.reason;
    auto found = troubles_in(outcome.record.findings);
    const auto again = troubles_in(judged_again(outcome.record));
    EXPECT_EQ(found.size(), again.size());
    for (std::size_t i = 0; i < std::min(found.size(), again.size()); ++i) {
      EXPECT_EQ(found[i].kind, again[i].kind);
      EXPECT_EQ(found[i].explanation, again[i].explanation);
      EXPECT_EQ(found[i].counts, again[i].counts);
    }
    return found;
  }

 private:
  [[nodiscard]] std::vector<Finding> judged_again(const RunRecord& record) const {
    const auto recording = probes::read_recording(folder_.path() / kSamplesFile);
    EXPECT_TRUE(recording);
    if (!recording) return {};
    JudgeOptions options{.warm_up = record.warm_up, .completed = record.completed};
    options.work = work_of(*recording);
    return judge(rest_points_of(*recording), options).findings;
  }
};

RunPlan slots(const std::string& mode) {
  return plan_for({test::victim_path("tells_of_slots"), mode, "b.com"});
}

TEST_F(TroubleRun, NamesTheTaskWhoseSlotIsLost) {
  const auto found = troubles_of(slots("keeps"));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].kind, FindingKind::kSlotsLost);
  EXPECT_THAT(found[0].explanation, HasSubstr("taken by b.com (cycle 2)"));
  EXPECT_EQ(found[0].baseline, 1) << "the one of the warm-up";
}

TEST_F(TroubleRun, CountsSlotsThatAreGivenBackTwice) {
  const auto found = troubles_of(slots("twice"));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].kind, FindingKind::kDoubleRelease);
  EXPECT_EQ(found[0].last, 4);
}

TEST_F(TroubleRun, SaysNothingOfSlotsThatAllComeBack) {
  EXPECT_THAT(troubles_of(slots("well")), IsEmpty());
}

TEST_F(TroubleRun, DoesNotTakeTheSlotOfADeadProcessForALostOne) {
  EXPECT_THAT(troubles_of(slots("child")), IsEmpty());
}

// A "browser" that is driven over a pipe, and a worker that was started afterwards.
RunPlan piped(const std::string& worker_redirection) {
  return bash(
      "exec 9> >(exec 3<&0 0</dev/null 1>/dev/null; exec -a chromium-headless-shell sleep 600); "
      "browser=$!; sleep 601 " +
      worker_redirection +
      " & worker=$!; while read -r d; do echo $d; done; kill $browser $worker; wait");
}

TEST_F(TroubleRun, NamesTheProcessThatInheritedABrowsersPipe) {
  const auto found = troubles_of(piped(""));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].kind, FindingKind::kPipeShared);
  EXPECT_THAT(found[0].explanation, HasSubstr("(sleep 601) too: a kill of pid"));
  ASSERT_THAT(found[0].culprits, SizeIs(1));
  EXPECT_EQ(found[0].culprits[0].what, "sleep 601");
}

TEST_F(TroubleRun, SaysNothingOfAPipeThatIsClosedInTheWorker) {
  EXPECT_THAT(troubles_of(piped("9>&-")), IsEmpty());
}

TEST_F(TroubleRun, NamesTasksThatWereNeverAnswered) {
  RunPlan plan = bash("while read -r d; do [ $d = c.com ] || echo $d; done");
  plan.kind = PlannedSubject::Kind::kPerCycle;
  const auto found = troubles_of(std::move(plan));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].explanation,
            "4 of 16 tasks were never answered: in cycle 1 c.com; in cycle 2 c.com; in cycle 3 "
            "c.com; in cycle 4 c.com");
}

TEST_F(TroubleRun, NamesTheTasksThatASubjectCrashedOn) {
  const auto found = troubles_of(
      bash("n=0; while read -r d; do n=$((n + 1)); [ $n = 7 ] && kill -SEGV $$; echo $d; done"),
      RunEnd::kSubjectFailed);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].explanation, HasSubstr("2 of 8 tasks were never answered: in cycle 2 c.com "
                                              "and d.com, when the subject failed"));
}

TEST_F(TroubleRun, TellsOfTasksThatTakeEverLonger) {
  RunPlan plan = bash(
      "n=0; while read -r d; do n=$((n + 1)); sleep $(printf '0.%03d' $((n * 25))); "
      "echo $d; done",
      R"({"name": "one", "load": {"cycles": 20},
          "sites": [{"hosts": ["a.com"], "behavior": {"kind": "page"}}]})");
  plan.times.quiet = std::chrono::milliseconds(100);
  const auto found = troubles_of(std::move(plan));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].kind, FindingKind::kTasksSlower);
  EXPECT_NEAR(found[0].per_cycle, 0.025, 0.01);
}

}  // namespace
}  // namespace tidemark::harness

int main(int argc, char** argv) { return tidemark::harness::run_test_main(argc, argv); }
