// What the judge makes of memory at rest: leak, bound, too few readings, another subject.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <vector>

#include "harness/verdict/resident_growth.hpp"
#include "tests/harness/rest_story.hpp"

namespace tidemark::harness {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

// Memory after each of so many cycles: a level, noise and what is added per cycle.
RestStory memory_story(int cycles, double mib_per_cycle, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::normal_distribution noise(0.0, 1.0);
  RestStory story;
  for (int i = 1; i <= cycles; ++i) {
    const double mib = 100 + mib_per_cycle * i + noise(random);
    story.hold(Bytes{static_cast<std::uint64_t>(mib * 1024 * 1024)});
    story.rest();
  }
  return story;
}

JudgeOptions memory_required() {
  auto options = RestStory::done();
  options.required.push_back(Resource::kMemory);
  return options;
}

TEST(MemoryVerdict, CallsMemoryThatGrowsWithTheWorkALeakWithItsRate) {
  const auto judgement = memory_story(40, 0.3).judged(memory_required());
  EXPECT_EQ(judgement.verdict, Verdict::kLeaking);
  ASSERT_FALSE(judgement.findings.empty());
  EXPECT_EQ(judgement.findings[0].resource, Resource::kMemory);
  EXPECT_TRUE(judgement.findings[0].leak);
  EXPECT_NEAR(judgement.findings[0].per_cycle / (1024 * 1024), 0.3, 0.06);
  EXPECT_THAT(judgement.reason, HasSubstr("per task"));
}

TEST(MemoryVerdict, KeepsALeakOfMemoryAsAdviceWhereItIsNotRequired) {
  const auto judgement = memory_story(40, 0.3).judged();
  EXPECT_EQ(judgement.verdict, Verdict::kStable);
  EXPECT_EQ(verdict_on(judgement, Resource::kMemory).verdict, Verdict::kLeaking);
  ASSERT_THAT(judgement.findings, SizeIs(1));
  EXPECT_FALSE(judgement.findings[0].leak);
}

// PSS of the shared pages rises as other programs that use them end.
TEST(MemoryVerdict, IsNotTakenInByOthersThatStopSharing) {
  RestStory story;
  std::mt19937 random(1);
  std::normal_distribution noise(0.0, 1.0);
  for (int i = 1; i <= 40; ++i) {
    const double mib = 100 + 0.3 * i + noise(random);
    story.hold(Bytes{static_cast<std::uint64_t>(mib * 1024 * 1024)});
    story.processes()[0].rss =
        Bytes{static_cast<std::uint64_t>((300 + noise(random)) * 1024 * 1024)};
    story.rest();
  }
  const auto memory = verdict_on(story.judged(memory_required()), Resource::kMemory);
  EXPECT_EQ(memory.verdict, Verdict::kInconclusive);
  EXPECT_THAT(memory.evidence, HasSubstr("what the processes have resident (RSS) does not"));
}

// PSS, and RSS, of a sound program on a machine where browsers came and went, in MiB.
TEST(MemoryVerdict, IsInconclusiveWhereASubjectCollectsAndOthersCameAndWent) {
  constexpr std::array kPss = {180.3, 182.4, 183.8, 193.5, 189.5, 188.3, 189.3,
                               188.9, 192.9, 195.7, 200.6, 163.7, 207.9, 173.1};
  constexpr std::array kRss = {483.5, 486.0, 488.1, 494.6, 494.6, 495.1, 496.5,
                               496.5, 498.2, 498.0, 498.6, 465.2, 468.8, 469.8};
  RestStory story;
  story.rest();
  for (std::size_t i = 0; i < kPss.size(); ++i) {
    story.processes()[0].pss = Bytes{static_cast<std::uint64_t>(kPss.at(i) * 1024 * 1024)};
    story.processes()[0].rss = Bytes{static_cast<std::uint64_t>(kRss.at(i) * 1024 * 1024)};
    story.rest();
  }
  const auto memory = verdict_on(story.judged(memory_required()), Resource::kMemory);
  EXPECT_EQ(memory.verdict, Verdict::kInconclusive) << memory.evidence;
}

TEST(ResidentGrowth, IsSeenThroughItsOwnNoise) {
  std::vector<double> flat(30, 500);
  std::vector<double> growing(30);
  for (std::size_t i = 0; i < growing.size(); ++i) growing[i] = 500 + static_cast<double>(i);
  EXPECT_TRUE(is_resident(growing, 1));
  EXPECT_TRUE(is_resident(growing, 1.9)) << "half of it is enough";
  EXPECT_FALSE(is_resident(growing, 2.1));
  EXPECT_FALSE(is_resident(flat, 1));
  std::mt19937 random(3);
  std::normal_distribution noise(0.0, 30.0);
  for (double& each : flat) each += noise(random);
  EXPECT_TRUE(is_resident(flat, 1)) << "noise hides whether it grows";
  EXPECT_TRUE(is_resident({}, 1));
}

TEST(MemoryVerdict, BoundsTheGrowthOfSteadyMemory) {
  const auto judgement = memory_story(40, 0).judged(memory_required());
  EXPECT_EQ(judgement.verdict, Verdict::kStable) << judgement.reason;
  const auto memory = verdict_on(judgement, Resource::kMemory);
  ASSERT_TRUE(memory.bound_bytes_per_cycle) << memory.evidence;
  EXPECT_LT(*memory.bound_bytes_per_cycle, 0.1 * 1024 * 1024);
}

TEST(MemoryVerdict, WantsMoreRestPointsOfMemoryThatIsRequired) {
  const auto judgement = memory_story(8, 0).judged(memory_required());
  EXPECT_EQ(judgement.verdict, Verdict::kInconclusive);
  EXPECT_THAT(judgement.reason, HasSubstr("at least 12"));
}

TEST(MemoryVerdict, JudgesMemoryOfTheSubjectThatLivedLast) {
  RestStory story = memory_story(30, 0);
  story.rest_after_kill();
  story.end_all();
  story.start("subject", 20);
  for (int i = 1; i <= 3; ++i) story.rest();
  const auto memory = verdict_on(story.judged(memory_required()), Resource::kMemory);
  EXPECT_EQ(memory.verdict, Verdict::kInconclusive) << memory.evidence;
}

}  // namespace
}  // namespace tidemark::harness
