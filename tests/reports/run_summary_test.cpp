#include "reports/run_summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/wording.hpp"
#include "tests/reports/golden.hpp"
#include "tests/reports/sample_run.hpp"

namespace tidemark::reports {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(RunSummary, TellsAStableRun) {
  expect_golden("summary_stable.txt",
                run_summary(stable_run(), {.report_path = "runs/wall-7/report.html"}));
}

TEST(RunSummary, TellsALeakingRunWithItsCulprits) {
  expect_golden("summary_leaking.txt", run_summary(leaking_run(), {}));
}

TEST(RunSummary, TellsARunThatWasKilled) {
  expect_golden("summary_inconclusive.txt", run_summary(inconclusive_run(), {.width = 70}));
}

TEST(RunSummary, StartsWithTheVerdict) {
  EXPECT_THAT(run_summary(stable_run(), {}), StartsWith("STABLE"));
  EXPECT_THAT(run_summary(leaking_run(), {}), StartsWith("LEAKING"));
  EXPECT_THAT(run_summary(inconclusive_run(), {}), StartsWith("INCONCLUSIVE"));
}

TEST(RunSummary, LetsNoControlCharacterOfTheSubjectThrough) {
  const auto text = run_summary(leaking_run(), {.report_path = hostile_text()});
  for (const char c : text) {
    EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << static_cast<int>(c);
  }
  EXPECT_THAT(text, Not(HasSubstr("\xE2\x80\xAE")));
  EXPECT_THAT(text, Not(HasSubstr("\xFF")));
}

TEST(RunSummary, ColoursOnlyWhenAsked) {
  EXPECT_THAT(run_summary(stable_run(), {.colour = true}),
              StartsWith("\x1b[1;32mSTABLE\x1b[0m  wall-7"));
  EXPECT_THAT(run_summary(stable_run(), {}), Not(HasSubstr("\x1b")));
}

TEST(RunSummary, RendersAnEmptyRecord) { EXPECT_THAT(run_summary({}, {}), HasSubstr("0 of 0")); }

TEST(Wording, ShortensTheProgramsPathButKeepsThatOfADirectory) {
  EXPECT_EQ(short_culprit({.pid = 7, .what = "/usr/lib/chromium/chromium --type=renderer"}, 60),
            "chromium --type=renderer");
  EXPECT_EQ(short_culprit({.what = "/tmp/tmr-abc/profile"}, 60), "/tmp/tmr-abc/profile");
  const std::string deep = "/tmp/" + std::string(100, 'x') + "/profile";
  const auto shortened = short_culprit({.what = deep}, 40);
  EXPECT_LE(shortened.size(), 40U);
  EXPECT_THAT(shortened, testing::EndsWith("/profile"));
}

TEST(Wording, SaysWhatOutlivedTheSubject) {
  const harness::Finding finding{.role = "browser",
                                 .last = 3,
                                 .per_cycle = 0.5,
                                 .leak = true,
                                 .kind = harness::FindingKind::kOrphan};
  EXPECT_EQ(finding_growth(finding), "3 left at the end, 0.5 per cycle");
  EXPECT_EQ(finding_remark(finding), "outlived the subject");
  EXPECT_EQ(finding_remark({.kind = harness::FindingKind::kPlateau}), "levelled off; advice");
  EXPECT_EQ(finding_remark({}), "advice");
}

harness::Finding lost_slots() {
  harness::Finding finding{.resource = harness::Resource::kWork, .last = 3, .per_cycle = 0.5};
  finding.kind = harness::FindingKind::kSlotsLost;
  finding.explanation = "3 slots are still in use";
  finding.counts = {0, 1, 3};
  return finding;
}

TEST(RunSummary, ListsOtherTroublesApartFromLeftovers) {
  auto record = leaking_run();
  record.findings.insert(record.findings.begin(), lost_slots());
  const std::string text = run_summary(record, {});
  const auto leftovers = text.find("\nLeftovers\n");
  const auto others = text.find("\nOther troubles\n");
  ASSERT_NE(leftovers, std::string::npos);
  ASSERT_NE(others, std::string::npos);
  EXPECT_LT(leftovers, others);
  EXPECT_GT(text.find("lost slots (advice): 0 at first, 3 at the end, +0.5 per cycle"), others);
}

TEST(RunSummary, HasNoHeadingWithoutSuchFindings) {
  auto record = stable_run();
  EXPECT_THAT(run_summary(record, {}), Not(HasSubstr("Other troubles")));
  record.findings.push_back(lost_slots());
  EXPECT_THAT(run_summary(record, {}), Not(HasSubstr("Leftovers")));
}

TEST(Wording, SaysTimesOfTroublesInSeconds) {
  harness::Finding slower{.resource = harness::Resource::kWork, .baseline = 1.25, .last = 4};
  slower.kind = harness::FindingKind::kRestSlower;
  slower.per_cycle = 0.25;
  EXPECT_EQ(finding_subject(slower), "time to rest");
  EXPECT_EQ(finding_growth(slower), "1.25 s at first, 4.00 s at the end, +0.25 s per cycle");
  EXPECT_EQ(finding_remark(slower), "advice");
}

TEST(Wording, SaysDurationsInTheUnitThatFits) {
  using namespace std::chrono_literals;
  EXPECT_EQ(duration_words(400ms), "0.4 s");
  EXPECT_EQ(duration_words(59970ms), "1 min 0 s");
  EXPECT_EQ(duration_words(200s), "3 min 20 s");
  EXPECT_EQ(duration_words(2h + 5min), "2 h 5 min");
  EXPECT_EQ(duration_words(-5s), "0.0 s");
}

TEST(Wording, ClaimsNoBoundFromTooFewCycles) {
  EXPECT_EQ(bound_words({.bound_per_cycle = 1.5}), "");
  EXPECT_EQ(bound_words({.bound_per_cycle = 0.01}),
            "fewer than 1.0% of cycles leak (95% confidence)");
}

}  // namespace
}  // namespace tidemark::reports
