// What counts as a catalogue's run that found what it must.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/catalogue/check_catalogue_run.hpp"
#include "harness/record/catalogue_json.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::harness {
namespace {

using testing::HasSubstr;

const PlannedDefect kLeak =
    LeakDefect{.kind = FindingKind::kGrowth, .role = "browser", .task = "slow.example"};

Finding growth(std::string role, std::string task) {
  Finding finding{.role = std::move(role), .leak = true};
  finding.culprits = {{.pid = 7, .born_during = "fine.example"},
                      {.pid = 8, .born_during = std::move(task)}};
  return finding;
}

RunOutcome leaking() {
  RunOutcome outcome{.record = {.verdict = Verdict::kLeaking, .reason = "it grows"}};
  outcome.record.findings = {growth("renderer", "slow.example"), growth("browser", "slow.example")};
  return outcome;
}

RunOutcome stable() {
  RunOutcome outcome{.record = {.verdict = Verdict::kStable, .reason = "nothing grows"}};
  outcome.record.expectations = {{.pointer = "/expect/answered_share", .met = true}};
  return outcome;
}

RunOutcome failing(std::string pointer) {
  RunOutcome outcome = stable();
  outcome.record.expectations.push_back({.pointer = std::move(pointer),
                                         .what = "processes at work",
                                         .expected = "at most 8",
                                         .actual = "11",
                                         .met = false});
  return outcome;
}

TEST(CheckCatalogueRun, TakesALeakOfTheRightKindRoleAndTask) {
  const auto answer = check_catalogue_run(kLeak, leaking());
  EXPECT_TRUE(answer.as_expected);
  EXPECT_EQ(answer.found, "growth of browser processes, born during slow.example");
}

TEST(CheckCatalogueRun, RefusesALeakOfAnotherKindRoleOrTask) {
  RunOutcome orphans = leaking();
  orphans.record.findings[1].kind = FindingKind::kOrphan;
  RunOutcome drivers = leaking();
  drivers.record.findings[1].role = "driver";
  RunOutcome elsewhere = leaking();
  elsewhere.record.findings[1].culprits[1].born_during = "other.example";
  RunOutcome descriptors = leaking();
  descriptors.record.findings[1].resource = Resource::kDescriptors;
  for (const RunOutcome& outcome : {orphans, drivers, elsewhere, descriptors}) {
    const auto answer = check_catalogue_run(kLeak, outcome);
    EXPECT_FALSE(answer.as_expected) << answer.found;
    EXPECT_THAT(answer.found, HasSubstr("growth of renderer processes")) << "what decided";
  }
}

TEST(CheckCatalogueRun, KnowsATaskAmongThoseThatRanBesideIt) {
  RunOutcome several = leaking();
  std::string& tasks = several.record.findings[1].culprits[1].born_during;
  for (const char* with : {"slow.example, a.example", "a.example, slow.example",
                           "a.example, slow.example and 1 more"}) {
    tasks = with;
    EXPECT_TRUE(check_catalogue_run(kLeak, several).as_expected) << with;
  }
  for (const char* without : {"very-slow.example, a.example", "slow.example.org", ""}) {
    tasks = without;
    EXPECT_FALSE(check_catalogue_run(kLeak, several).as_expected) << without;
  }
}

TEST(CheckCatalogueRun, RefusesFindingsThatDecideNothing) {
  RunOutcome advice = leaking();
  advice.record.findings[1].leak = false;
  EXPECT_FALSE(check_catalogue_run(kLeak, advice).as_expected);
  RunOutcome muted = leaking();
  muted.record.findings[1].muted = Muted{.reason = "known"};
  EXPECT_FALSE(check_catalogue_run(kLeak, muted).as_expected);
  RunOutcome inconclusive = leaking();
  inconclusive.record.verdict = Verdict::kInconclusive;
  EXPECT_FALSE(check_catalogue_run(kLeak, inconclusive).as_expected);
  RunOutcome cut_short = leaking();
  cut_short.end = RunEnd::kSubjectFailed;
  EXPECT_FALSE(check_catalogue_run(kLeak, cut_short).as_expected);
}

TEST(CheckCatalogueRun, TakesTheExpectationThatMustFailAndNoOther) {
  const PlannedDefect defect = ExpectationDefect{.expectation = "at_work"};
  const auto answer = check_catalogue_run(defect, failing("/expect/at_work/processes"));
  EXPECT_TRUE(answer.as_expected);
  EXPECT_EQ(answer.found, "processes at work: 11, expected at most 8");
  EXPECT_TRUE(
      check_catalogue_run(defect, failing("town.json: /expect/at_work/processes")).as_expected);
  EXPECT_FALSE(check_catalogue_run(defect, failing("/expect/at_rest/processes")).as_expected);
  EXPECT_FALSE(check_catalogue_run(defect, stable()).as_expected);
}

TEST(CheckCatalogueRun, TellsASubjectThatStandsStillFromOneThatCrashes) {
  RunOutcome failed{.end = RunEnd::kSubjectFailed, .problem = "no answer", .record = {}};
  EXPECT_FALSE(check_catalogue_run(StuckDefect{}, failed).as_expected);
  failed.record.stuck = true;
  EXPECT_TRUE(check_catalogue_run(StuckDefect{}, failed).as_expected);
  EXPECT_EQ(check_catalogue_run(StuckDefect{}, failed).found, "no answer");
}

TEST(CheckCatalogueRun, ExpectsOfAllOthersThatTheyPass) {
  EXPECT_TRUE(check_catalogue_run({}, stable()).as_expected);
  EXPECT_EQ(check_catalogue_run({}, stable()).found, "");
  EXPECT_FALSE(check_catalogue_run({}, leaking()).as_expected);
  EXPECT_FALSE(check_catalogue_run({}, failing("/expect/at_work/processes")).as_expected);
  RunOutcome untold = stable();
  untold.record.expectations[0].met.reset();
  EXPECT_FALSE(check_catalogue_run({}, untold).as_expected);
  RunOutcome refused = stable();
  refused.end = RunEnd::kEnvironment;
  refused.problem = "no memory controller";
  EXPECT_FALSE(check_catalogue_run({}, refused).as_expected);
  EXPECT_EQ(check_catalogue_run({}, refused).found, "no memory controller");
}

TEST(CatalogueJson, KeepsARecord) {
  const CatalogueRecord record{
      .name = "c",
      .set = "smoke",
      .runs = {{.scenario = "leak",
                .variant = SubjectVariant::kSound,
                .folder = "leak-sound",
                .exit_code = 1,
                .verdict = Verdict::kLeaking,
                .found = "growth",
                .took_s = 2.5},
               {.scenario = "queue", .folder = "queue", .skipped = "Redis is missing"}}};
  const auto dir = TempDir::create("tidemark-test").value();
  ASSERT_TRUE(write_catalogue(dir.path() / kCatalogueFile, record));
  const auto read = load_catalogue(dir.path() / kCatalogueFile);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_json(*read), to_json(record));
  EXPECT_EQ(read->runs[0].exit_code, 1);
  EXPECT_FALSE(read->runs[1].exit_code);
}

}  // namespace
}  // namespace tidemark::harness
