// What muted findings do to a verdict, and what is said of mutes.
#include "harness/verdict/muting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

#include "probes/base/calendar_day.hpp"
#include "tests/harness/rest_story.hpp"

namespace tidemark::harness {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

constexpr const char* kToday = "2026-11-30";

Mute mute_of(const Finding& finding, const std::string& expires = "2027-01-31",
             const std::string& scenario = "") {
  return {.fingerprint = finding.fingerprint,
          .reason = "TICKET-7",
          .expires = parse_day(expires).value(),
          .scenario = scenario};
}

Judgement judged_with(const RestStory& story, std::vector<Mute> mutes,
                      JudgeOptions options = RestStory::done()) {
  options.muting = {
      .mutes = std::move(mutes), .scenario = "wall", .today = parse_day(kToday).value()};
  return story.judged(options);
}

// One more renderer after every cycle.
RestStory leaking_story() {
  RestStory story;
  for (int i = 0; i < 6; ++i) {
    story.start("renderer");
    story.rest();
  }
  return story;
}

TEST(Muting, GivesEveryFindingAFingerprintWithoutAnyMute) {
  const auto judgement = leaking_story().judged();
  ASSERT_THAT(judgement.findings, SizeIs(1));
  EXPECT_THAT(judgement.findings[0].fingerprint, SizeIs(12));
  EXPECT_FALSE(judgement.findings[0].muted);
  EXPECT_THAT(judgement.mutes, SizeIs(0));
}

TEST(Muting, OfTheOnlyLeakLeavesAStableRest) {
  const RestStory story = leaking_story();
  const auto judgement = judged_with(story, {mute_of(story.judged().findings.at(0))});
  EXPECT_EQ(judgement.verdict, Verdict::kStable);
  EXPECT_THAT(judgement.reason, StartsWith("apart from 1 muted finding, nothing keeps growing"));
  const auto& processes = verdict_on(judgement, Resource::kProcesses);
  EXPECT_EQ(processes.verdict, Verdict::kStable);
  EXPECT_EQ(processes.muted, 1);
  EXPECT_THAT(processes.evidence, StartsWith("apart from 1 muted finding, no lasting excess"));
  ASSERT_THAT(judgement.findings, SizeIs(1));
  EXPECT_TRUE(judgement.findings[0].leak);
  ASSERT_TRUE(judgement.findings[0].muted);
  EXPECT_EQ(judgement.findings[0].muted->reason, "TICKET-7");
  EXPECT_EQ(judgement.findings[0].muted->expires, "2027-01-31");
  ASSERT_THAT(judgement.mutes, SizeIs(1));
  EXPECT_EQ(judgement.mutes[0].state, MuteState::kUsed);
  EXPECT_EQ(judgement.mutes[0].days_left, 62);
}

TEST(Muting, OfOneLeakLeavesTheOtherLeaking) {
  RestStory story;
  for (int i = 0; i < 6; ++i) {
    story.start("renderer");
    story.start("browser");
    story.rest();
  }
  const auto before = story.judged();
  ASSERT_THAT(before.findings, SizeIs(2));
  const auto judgement = judged_with(story, {mute_of(before.findings[0])});
  EXPECT_EQ(judgement.verdict, Verdict::kLeaking);
  EXPECT_EQ(judgement.reason, before.findings[1].explanation);
  EXPECT_FALSE(judgement.findings[0].muted) << "those that count come first";
  EXPECT_TRUE(judgement.findings[1].muted);
  EXPECT_EQ(verdict_on(judgement, Resource::kProcesses).muted, 1);
}

TEST(Muting, HoldsOnItsLastDayAndNotOnTheNext) {
  const RestStory story = leaking_story();
  const Finding leak = story.judged().findings.at(0);
  const auto last_day = judged_with(story, {mute_of(leak, kToday)});
  EXPECT_EQ(last_day.verdict, Verdict::kStable);
  EXPECT_EQ(last_day.mutes.at(0).days_left, 0);
  const auto too_late = judged_with(story, {mute_of(leak, "2026-11-29")});
  EXPECT_EQ(too_late.verdict, Verdict::kLeaking);
  EXPECT_EQ(too_late.mutes.at(0).state, MuteState::kExpired);
  EXPECT_EQ(too_late.mutes.at(0).days_left, -1);
  EXPECT_FALSE(too_late.findings.at(0).muted);
}

TEST(Muting, ForAnotherScenarioHasNoEffect) {
  const RestStory story = leaking_story();
  const Finding leak = story.judged().findings.at(0);
  EXPECT_EQ(judged_with(story, {mute_of(leak, "2027-01-31", "wall")}).verdict, Verdict::kStable);
  const auto elsewhere = judged_with(story, {mute_of(leak, "2027-01-31", "storm")});
  EXPECT_EQ(elsewhere.verdict, Verdict::kLeaking);
  EXPECT_EQ(elsewhere.mutes.at(0).state, MuteState::kElsewhere);
}

TEST(Muting, ThatMatchesNothingIsUnused) {
  const RestStory story = leaking_story();
  Finding other;
  other.fingerprint = "0123456789ab";
  const auto judgement =
      judged_with(story, {mute_of(other), mute_of(story.judged().findings.at(0))});
  ASSERT_THAT(judgement.mutes, SizeIs(2));
  EXPECT_EQ(judgement.mutes[0].state, MuteState::kUnused);
  EXPECT_EQ(judgement.mutes[1].state, MuteState::kUsed);
}

// A short run can be too short to call the leak one: the gate must not turn red by that either.
TEST(Muting, CoversTheSameLeakWhileItIsOnlySuspected) {
  RestStory late;
  for (int i = 0; i < 8; ++i) {
    for (int n = 0; i == 6 && n < 3; ++n) late.start("renderer");
    late.rest();
  }
  const auto before = late.judged();
  ASSERT_EQ(before.verdict, Verdict::kInconclusive) << before.reason;
  ASSERT_THAT(before.findings, SizeIs(1));
  EXPECT_EQ(before.findings[0].kind, FindingKind::kUnsettled);
  const Finding growing = leaking_story().judged().findings.at(0);
  const auto judgement = judged_with(late, {mute_of(growing)});
  EXPECT_EQ(judgement.verdict, Verdict::kStable) << judgement.reason;
  EXPECT_THAT(judgement.reason, HasSubstr("apart from 1 muted finding"));
}

// Otherwise it would be called needless each time the leak pauses.
TEST(Muting, IsUsedByAPlateauWhichDecidesNothing) {
  RestStory story;
  for (int i = 0; i < 12; ++i) {
    for (int n = 0; i == 2 && n < 2; ++n) story.start("renderer");
    story.rest();
  }
  const auto before = story.judged();
  ASSERT_EQ(before.verdict, Verdict::kStable) << before.reason;
  ASSERT_THAT(before.findings, SizeIs(1));
  const Finding growing = leaking_story().judged().findings.at(0);
  const auto judgement = judged_with(story, {mute_of(growing)});
  EXPECT_EQ(judgement.mutes.at(0).state, MuteState::kUsed);
  EXPECT_EQ(judgement.reason, before.reason);
}

TEST(Muting, MakesNothingGoodOfARunThatProvesNothing) {
  const RestStory story = leaking_story();
  JudgeOptions options = RestStory::done();
  options.completed = false;
  const auto judgement = judged_with(story, {mute_of(story.judged().findings.at(0))}, options);
  EXPECT_EQ(judgement.verdict, Verdict::kInconclusive);
  EXPECT_THAT(judgement.reason, HasSubstr("ended before its last planned cycle"));
}

TEST(Muting, OfWhatOutlivesASubjectStartedAnewLeavesTheRestStable) {
  RestStory story;
  story.end_all();
  for (int i = 0; i < 5; ++i) {
    story.start("other");
    story.rest_after_end();
  }
  const auto before = story.judged();
  ASSERT_EQ(before.verdict, Verdict::kLeaking);
  std::vector<Mute> mutes;
  for (const Finding& finding : before.findings) {
    if (finding.leak) mutes.push_back(mute_of(finding));
  }
  EXPECT_EQ(judged_with(story, mutes).verdict, Verdict::kStable);
}

// Twenty rest points at which the subject has grown by 8 MiB each.
RestStory growing_story() {
  RestStory story;
  for (int i = 0; i < 24; ++i) {
    story.hold(Bytes{Bytes::mib(100 + 8 * static_cast<unsigned>(i)).count +
                     std::uint64_t{4096} * static_cast<unsigned>(i * i % 7)});
    story.rest();
  }
  return story;
}

TEST(Muting, OfMemoryLeavesTheOtherResourcesToDecide) {
  const RestStory story = growing_story();
  JudgeOptions options = RestStory::done();
  options.required.push_back(Resource::kMemory);
  const auto before = story.judged(options);
  ASSERT_EQ(before.verdict, Verdict::kLeaking) << before.reason;
  const auto judgement = judged_with(story, {mute_of(before.findings.at(0))}, options);
  EXPECT_EQ(judgement.verdict, Verdict::kStable) << judgement.reason;
  EXPECT_THAT(judgement.reason, StartsWith("apart from 1 muted finding, "));
  const auto& memory = verdict_on(judgement, Resource::kMemory);
  EXPECT_EQ(memory.verdict, Verdict::kInconclusive) << "nothing of it is left to be stable";
  EXPECT_THAT(memory.evidence, StartsWith("muted, so nothing is judged: PSS grows by"));
}

TEST(Muting, OfAllThatIsRequiredDecidesNothing) {
  const RestStory story = growing_story();
  JudgeOptions options = RestStory::done();
  options.required = {Resource::kMemory};
  const auto before = story.judged(options);
  ASSERT_EQ(before.verdict, Verdict::kLeaking) << before.reason;
  const auto judgement = judged_with(story, {mute_of(before.findings.at(0))}, options);
  EXPECT_EQ(judgement.verdict, Verdict::kInconclusive);
  EXPECT_EQ(judgement.reason, "all that is required is muted, so nothing decides");
}

}  // namespace
}  // namespace tidemark::harness
