// After how many tasks what grows is best replaced: the sums.
#include "harness/verdict/cheapest_retirement.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace tidemark::harness {
namespace {

// A start as dear as 200 tasks' growth: N* = sqrt(2 * 200e6 * 1 / (1e6 * 0.25)) = 40.
constexpr GrowingCost kForty{
    .fresh_bytes = 200e6, .bytes_per_task = 1e6, .start_s = 1, .task_s = 0.25};

TEST(CheapestRetirement, IsWhereStartsAndGrowthCostTheSame) {
  const auto cheapest = cheapest_retirement(kForty);
  ASSERT_TRUE(cheapest);
  EXPECT_EQ(cheapest->tasks, 40);
  // Starts: M R / N = 5e6; growth: g t N / 2 = 5e6; and g R / 2 = 0.5e6, beside M t = 50e6.
  EXPECT_NEAR(occupied_per_task(kForty, 40), 60.5e6, 1);
  EXPECT_NEAR(cheapest->extra, 0.21, 1e-12);
}

TEST(CheapestRetirement, IsBelowEveryOtherNumberOfTasks) {
  for (const double start : {0.01, 0.3, 7.0, 100.0}) {
    for (const double growth : {1e3, 1e5, 3e7, 1e9}) {
      const GrowingCost cost{
          .fresh_bytes = 150e6, .bytes_per_task = growth, .start_s = start, .task_s = 0.7};
      const auto cheapest = cheapest_retirement(cost);
      ASSERT_TRUE(cheapest);
      const double least = occupied_per_task(cost, cheapest->tasks);
      for (double tasks = 1; tasks < 3000; ++tasks) {
        ASSERT_LE(least, occupied_per_task(cost, tasks)) << tasks << " of " << cheapest->tasks;
      }
    }
  }
}

TEST(CheapestRetirement, CostsWhatTheClosedFormSays) {
  const double root = std::sqrt(kForty.fresh_bytes * kForty.task_s) +
                      std::sqrt(kForty.bytes_per_task * kForty.start_s / 2);
  EXPECT_NEAR(occupied_per_task(kForty, 40) / (root * root), 1, 1e-12);
}

TEST(CheapestRetirement, IsShallow) {
  const double fixed = 50e6 + 0.5e6;
  const double least = occupied_per_task(kForty, 40) - fixed;
  EXPECT_NEAR(occupied_per_task(kForty, 20) - fixed, 1.25 * least, 1);
  EXPECT_NEAR(occupied_per_task(kForty, 80) - fixed, 1.25 * least, 1);
}

TEST(CheapestRetirement, IsAfterEveryTaskWhereATaskLeaksMoreThanAStartCosts) {
  const auto cheapest = cheapest_retirement(
      {.fresh_bytes = 100e6, .bytes_per_task = 900e6, .start_s = 0.1, .task_s = 5});
  ASSERT_TRUE(cheapest);
  EXPECT_EQ(cheapest->tasks, 1);
}

TEST(CheapestRetirement, NeedsEveryFigure) {
  for (const auto missing : {&GrowingCost::fresh_bytes, &GrowingCost::bytes_per_task,
                             &GrowingCost::start_s, &GrowingCost::task_s}) {
    for (const double nothing : {0.0, -1.0, std::nan("")}) {
      GrowingCost cost = kForty;
      cost.*missing = nothing;
      EXPECT_FALSE(cheapest_retirement(cost));
    }
  }
}

}  // namespace
}  // namespace tidemark::harness
