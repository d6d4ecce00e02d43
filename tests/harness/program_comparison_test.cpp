// The comparison of two programs: its tests of ranks, its looks, its verdicts.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "harness/comparison/compare_runs.hpp"
#include "harness/comparison/looks.hpp"
#include "harness/comparison/rank_test.hpp"
#include "harness/record/comparison_json.hpp"
#include "harness/verdict/growth.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::harness {
namespace {

constexpr double kMib = 1024.0 * 1024;

TEST(ChanceOfRanks, IsOneInAllArrangementsForFullSeparation) {
  const std::vector<double> low = {1, 2, 3, 4, 5};
  const std::vector<double> high = {6, 7, 8, 9, 10};
  EXPECT_DOUBLE_EQ(chance_of_ranks(high, low), 1.0 / 252);
  EXPECT_DOUBLE_EQ(chance_of_ranks(low, high), 1);
}

TEST(ChanceOfRanks, CountsTheArrangementsWithOneInversion) {
  const std::vector<double> low = {1, 2, 3, 4, 6};
  const std::vector<double> high = {5, 7, 8, 9, 10};
  EXPECT_DOUBLE_EQ(chance_of_ranks(high, low), 2.0 / 252);
}

TEST(ChanceOfRanks, IsFishersExactTestForYesAndNo) {
  const std::vector<double> yes = {1, 1, 1, 1, 1};
  const std::vector<double> no = {0, 0, 0, 0, 0};
  EXPECT_DOUBLE_EQ(chance_of_ranks(yes, no), 1.0 / 252);
  const std::vector<double> once = {1, 0, 0, 0, 0};
  EXPECT_DOUBLE_EQ(chance_of_ranks(once, no), 0.5);
  EXPECT_DOUBLE_EQ(chance_of_ranks(no, no), 1);
  EXPECT_DOUBLE_EQ(chance_of_ranks({}, no), 1);
}

TEST(ShiftBetween, LeavesOutOneDifferenceOfFivePairsAtOnePercent) {
  const std::vector<double> high = {11, 12, 13, 14, 15};
  const std::vector<double> low = {0, 1, 2, 3, 4};
  const auto shift = shift_between(high, low, 0.01);
  ASSERT_TRUE(shift);
  EXPECT_DOUBLE_EQ(shift->median, 11);
  EXPECT_DOUBLE_EQ(shift->lowest, 8);  // of 7, 8, 8, ...
  EXPECT_DOUBLE_EQ(shift->highest, 14);
  EXPECT_FALSE(shift_between(std::vector{1.0, 2.0}, std::vector{1.0, 2.0}, 0.01));
}

TEST(LevelsOfLooks, NeverSpendMoreThanThePermittedError) {
  for (const std::size_t pairs : {2UL, 5UL, 8UL, 15UL}) {
    const auto levels = levels_of_looks(pairs, 0.01);
    ASSERT_EQ(levels.size(), pairs);
    EXPECT_LE(std::accumulate(levels.begin(), levels.end(), 0.0), 0.01);
  }
  EXPECT_DOUBLE_EQ(levels_of_looks(5, 0.01).back(), 2.0 / 252);
}

TEST(FewestPairs, AreFiveForHalfAPercent) {
  EXPECT_EQ(fewest_pairs(0.005), 5U);
  EXPECT_EQ(fewest_pairs(0.01 / 6), 6U);
}

// Runs as programs make them: `leak` bytes per task and a few MiB of noise.
class Comparing : public testing::Test {
 protected:
  static constexpr int kPoints = 20;
  static constexpr double kTasks = 10;

  ComparedRun run(Side side, double leak_per_task, double filling = 0) {
    std::normal_distribution<double> noise(0, kMib / 4);
    ComparedRun run{.side = side, .folder = "run", .points = kPoints, .tasks_per_cycle = kTasks};
    for (int i = 0; i < kPoints; ++i) {
      run.memory.push_back(100 * kMib + leak_per_task * kTasks * i +
                           filling * (1 - std::exp(-i / 3.0)) + noise(random_));
    }
    run.growths = {{.resource = Resource::kProcesses},
                   {.resource = Resource::kZombies},
                   {.resource = Resource::kDescriptors},
                   {.resource = Resource::kDirectories},
                   {.resource = Resource::kMemory, .per_task = robust_slope(run.memory) / kTasks}};
    return run;
  }
  void add_pairs(int pairs, double leak_per_task, double filling = 0) {
    for (int i = 0; i < pairs; ++i) {
      comparison_.runs.push_back(run(Side::kCandidate, leak_per_task, filling));
      comparison_.runs.push_back(run(Side::kBaseline, 0));
    }
  }
  void leak_processes(std::size_t run) {
    comparison_.runs.at(run).growths.front() = {
        .resource = Resource::kProcesses, .per_task = 0.2, .leaking = true};
  }
  const Effect& effect(Resource resource) {
    for (const Effect& effect : comparison_.effects) {
      if (effect.resource == resource) return effect;
    }
    throw std::runtime_error("no such effect");
  }

  std::mt19937 random_{3};
  ComparisonRecord comparison_{.pairs_planned = 5, .error = 0.01, .tolerance_bytes = 100.0 * 1024};
};

TEST_F(Comparing, FindsALeakThatTheBaselineHasNot) {
  add_pairs(5, 50.0 * 1024);
  judge_comparison(comparison_);
  EXPECT_EQ(comparison_.verdict, Verdict::kLeaking) << comparison_.reason;
  const Effect& memory = effect(Resource::kMemory);
  ASSERT_TRUE(memory.more_per_task && memory.lowest && memory.highest);
  EXPECT_NEAR(*memory.more_per_task, 50.0 * 1024, 10.0 * 1024);
  EXPECT_LT(*memory.lowest, *memory.more_per_task);
  EXPECT_GT(*memory.lowest, 0);
  EXPECT_EQ(effect(Resource::kProcesses).verdict, Verdict::kStable);
}

TEST_F(Comparing, BoundsWhatTheSameProgramMayLose) {
  add_pairs(5, 0);
  judge_comparison(comparison_);
  EXPECT_EQ(comparison_.verdict, Verdict::kStable) << comparison_.reason;
  EXPECT_LT(effect(Resource::kMemory).highest.value_or(1e9), 100.0 * 1024);
}

TEST_F(Comparing, IsNotSureOfWhatIsAboveTheTolerance) {
  comparison_.tolerance_bytes = 100;
  add_pairs(5, 0);
  judge_comparison(comparison_);
  EXPECT_EQ(comparison_.verdict, Verdict::kInconclusive) << comparison_.reason;
}

TEST_F(Comparing, DoesNotTakeALargerCacheForALeak) {
  add_pairs(5, 0, 12 * kMib);
  judge_comparison(comparison_);
  EXPECT_EQ(effect(Resource::kMemory).verdict, Verdict::kInconclusive)
      << effect(Resource::kMemory).evidence;
  EXPECT_NE(effect(Resource::kMemory).evidence.find("cache"), std::string::npos);
}

TEST_F(Comparing, EndsEarlyOnlyWhereTheBoundIsTight) {
  add_pairs(3, 0);
  judge_comparison(comparison_);
  EXPECT_FALSE(is_decided(comparison_)) << "three pairs bound nothing at 2.5%";
  add_pairs(1, 0);
  judge_comparison(comparison_);
  EXPECT_TRUE(is_decided(comparison_)) << comparison_.reason;
}

TEST_F(Comparing, NeedsTwelveReadingsOfMemory) {
  add_pairs(5, 50.0 * 1024);
  for (ComparedRun& run : comparison_.runs) run.memory.resize(11);
  judge_comparison(comparison_);
  EXPECT_EQ(comparison_.verdict, Verdict::kInconclusive);
  EXPECT_NE(comparison_.reason.find("run more cycles"), std::string::npos);
}

TEST_F(Comparing, FindsProcessesThatOnlyTheCandidateLeaves) {
  add_pairs(5, 0);
  for (std::size_t i = 0; i < comparison_.runs.size(); i += 2) leak_processes(i);
  judge_comparison(comparison_);
  EXPECT_EQ(comparison_.verdict, Verdict::kLeaking);
  EXPECT_EQ(effect(Resource::kProcesses).verdict, Verdict::kLeaking);
  EXPECT_EQ(effect(Resource::kDirectories).verdict, Verdict::kStable);
}

TEST_F(Comparing, DoesNotBlameTheCandidateForALeakSeenOnce) {
  add_pairs(5, 0);
  leak_processes(0);
  judge_comparison(comparison_);
  EXPECT_EQ(comparison_.verdict, Verdict::kInconclusive) << comparison_.reason;
}

TEST_F(Comparing, ClearsTheCandidateOfWhatBothLose) {
  add_pairs(5, 0);
  for (std::size_t i = 0; i < comparison_.runs.size(); ++i) leak_processes(i);
  judge_comparison(comparison_);
  EXPECT_EQ(comparison_.verdict, Verdict::kStable) << comparison_.reason;
  EXPECT_NE(effect(Resource::kProcesses).evidence.find("every run leaks"), std::string::npos);
}

TEST_F(Comparing, ProvesNothingWithARunThatDidNoWork) {
  add_pairs(5, 0);
  comparison_.runs[2].unfit = "its subject was given no work";
  judge_comparison(comparison_);
  EXPECT_EQ(comparison_.verdict, Verdict::kInconclusive);
  EXPECT_NE(comparison_.reason.find("no work"), std::string::npos);
}

TEST_F(Comparing, AsksForMoreWhenManyAreMadeInOneGo) {
  add_pairs(5, 50.0 * 1024);
  comparison_.comparisons = 10;
  judge_comparison(comparison_);
  EXPECT_NE(comparison_.verdict, Verdict::kLeaking) << "five pairs cannot be that sure";
}

TEST_F(Comparing, IsReadAsItWasWritten) {
  add_pairs(5, 50.0 * 1024);
  judge_comparison(comparison_);
  const auto scratch = TempDir::create("comparison");
  ASSERT_TRUE(scratch);
  const auto file = scratch->path() / "comparison.json";
  ASSERT_TRUE(write_comparison(file, comparison_));
  auto read = load_comparison(file);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_json(*read), to_json(comparison_));
  judge_comparison(*read);
  EXPECT_EQ(to_json(*read), to_json(comparison_));
}

// The same noise, warm-ups, steps and all, on both sides: the labels mean nothing.
TEST_F(Comparing, IsWrongNoMoreOftenThanPermitted) {
  int leaking = 0;
  constexpr int kComparisons = 400;
  for (int i = 0; i < kComparisons; ++i) {
    comparison_.runs.clear();
    for (int pair = 0; pair < 5; ++pair) {
      comparison_.runs.push_back(run(Side::kCandidate, 0, 10 * kMib));
      comparison_.runs.push_back(run(Side::kBaseline, 0, 10 * kMib));
    }
    judge_comparison(comparison_);
    leaking += comparison_.verdict == Verdict::kLeaking ? 1 : 0;
  }
  EXPECT_LE(leaking, 10) << "of " << kComparisons << "; 1% is 4";
}

}  // namespace
}  // namespace tidemark::harness
