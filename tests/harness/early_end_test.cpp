// When a run may end before its last planned cycle.
#include "harness/verdict/early_end.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/harness/rest_story.hpp"

namespace tidemark::harness {
namespace {

constexpr int kPlanned = 200;
constexpr double kTolerance = 100.0 * 1024;

JudgeOptions after(int cycles) { return {.tasks_fed = 10 * cycles, .tasks_answered = 10 * cycles}; }

std::optional<Verdict> verdict_after(const RestStory& story, const JudgeOptions& options,
                                     double tolerance = kTolerance) {
  return certain_verdict(story.points(), options, kPlanned, tolerance);
}

RestStory clean_cycles(int cycles) {
  RestStory story;
  for (int i = 0; i < cycles; ++i) story.rest();
  return story;
}

// A MiB of noise around a level that rises.
RestStory memory_cycles(int cycles, double mib_per_cycle) {
  std::mt19937 random(5);
  std::normal_distribution noise(0.0, 1.0);
  RestStory story;
  for (int i = 1; i <= cycles; ++i) {
    const double mib = 100 + mib_per_cycle * i + noise(random);
    story.hold(Bytes{static_cast<std::uint64_t>(mib * 1024 * 1024)});
    story.rest();
  }
  return story;
}

TEST(EarlyEnd, ComesWithALeakAtTheNextLook) {
  RestStory story;
  for (int cycle = 1; cycle <= 5; ++cycle) {
    story.start("renderer");
    story.rest();
    EXPECT_FALSE(verdict_after(story, after(cycle))) << "no look after cycle " << cycle;
  }
  story.start("renderer");
  story.rest();
  EXPECT_EQ(verdict_after(story, after(6)), Verdict::kLeaking);
}

TEST(EarlyEnd, ComesWhenSixtyCleanCyclesBoundTheCounts) {
  EXPECT_FALSE(verdict_after(clean_cycles(56), after(56)));
  EXPECT_EQ(verdict_after(clean_cycles(61), after(61)), Verdict::kStable);
}

TEST(EarlyEnd, WaitsForMemoryToBeBoundWhereItIsRequired) {
  JudgeOptions options = after(61);
  options.required.push_back(Resource::kMemory);
  const RestStory story = memory_cycles(61, 0);
  EXPECT_EQ(verdict_after(story, options), Verdict::kStable);
  EXPECT_FALSE(verdict_after(story, options, 100)) << "100 B per task are too little to bound";
}

TEST(EarlyEnd, ComesSoonWithALargeLeakOfMemory) {
  JudgeOptions options = after(31);
  options.required.push_back(Resource::kMemory);
  EXPECT_EQ(verdict_after(memory_cycles(31, 1), options), Verdict::kLeaking);
}

TEST(EarlyEnd, DoesNotTakeTheStartOfAWarmUpForALeak) {
  std::mt19937 random(9);
  std::normal_distribution noise(0.0, 0.2);
  RestStory story;
  for (int i = 1; i <= 16; ++i) {
    // With a time constant of a fifth of the run.
    const double mib = 100 + 20 * (1 - std::exp(-i / 40.0)) + noise(random);
    story.hold(Bytes{static_cast<std::uint64_t>(mib * 1024 * 1024)});
    story.rest();
  }
  JudgeOptions options = after(16);
  options.required.push_back(Resource::kMemory);
  EXPECT_FALSE(verdict_after(story, options));
}

TEST(EarlyEnd, NeverComesWhileTasksAreUnanswered) {
  JudgeOptions options = after(61);
  options.tasks_answered = 600;
  EXPECT_FALSE(verdict_after(clean_cycles(61), options));
}

}  // namespace
}  // namespace tidemark::harness
