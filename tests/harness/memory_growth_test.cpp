// The test of growth: its error rates in small, what it says of shapes, and its edges. The full
// table is printed by bin/verdict_error_rates.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "harness/verdict/goes_on.hpp"
#include "harness/verdict/growth_test.hpp"
#include "harness/verdict/regression.hpp"
#include "harness/verdict/step_model.hpp"
#include "tests/support/series_shapes.hpp"

namespace tidemark::harness {
namespace {

constexpr std::size_t kSeries = 60;
constexpr std::size_t kPoints = 60;

class Shapes : public testing::TestWithParam<tests::SeriesShape> {};

TEST_P(Shapes, AreToldFromLeaks) {
  std::mt19937 random(1);
  std::map<Verdict, int> answers;
  for (std::size_t i = 0; i < kSeries; ++i) {
    ++answers[test_growth(GetParam().make(kPoints, random)).verdict];
  }
  if (GetParam().leaks) {
    // One in a hundred may be, and of random steps some more: they look like a cache's.
    EXPECT_LE(answers[Verdict::kStable], GetParam().name == "leak by random steps" ? 5 : 2);
  } else {
    EXPECT_LE(answers[Verdict::kLeaking], 3);
  }
}

INSTANTIATE_TEST_SUITE_P(All, Shapes, testing::ValuesIn(tests::series_shapes()),
                         [](const auto& shape) {
                           std::string name = shape.param.name;
                           std::erase_if(name, [](unsigned char c) { return !std::isalnum(c); });
                           return name;
                         });

tests::Series made(std::string_view name, std::size_t points, unsigned seed = 3) {
  const auto shapes = tests::series_shapes();
  const auto shape = std::ranges::find(shapes, name, &tests::SeriesShape::name);
  std::mt19937 random(seed);
  return shape->make(points, random);
}

TEST(GrowthTest, FindsALeakWithItsRate) {
  const GrowthAnswer answer = test_growth(made("leak on white noise", kPoints));
  EXPECT_EQ(answer.verdict, Verdict::kLeaking);
  EXPECT_EQ(answer.course, Course::kGrowing);
  EXPECT_LT(answer.lowest * 59, 5);
  EXPECT_GT(answer.highest * 59, 5);
  EXPECT_GT(answer.lowest, 0);
}

TEST(GrowthTest, NamesAWarmUpAndAStep) {
  EXPECT_EQ(test_growth(made("warm-up, 10% of the run", kPoints)).course, Course::kWarmedUp);
  tests::Series series = made("white noise", kPoints);
  for (std::size_t i = 20; i < kPoints; ++i) series[i] += 30;
  const GrowthAnswer answer = test_growth(series);
  EXPECT_EQ(answer.verdict, Verdict::kStable);
  EXPECT_EQ(answer.course, Course::kStepped);
  EXPECT_THAT(answer.starts, testing::ElementsAre(20U));
}

TEST(GrowthTest, DoesNotDependOnUnitAndLevel) {
  for (const std::string name : {"leak on AR(1) 0.5", "three plateau steps", "white noise"}) {
    const tests::Series series = made(name, kPoints);
    tests::Series bytes = series;
    for (double& value : bytes) value = 3e9 + 1e6 * value;
    const GrowthAnswer plain = test_growth(series);
    const GrowthAnswer scaled = test_growth(bytes);
    EXPECT_EQ(plain.verdict, scaled.verdict) << name;
    EXPECT_NEAR(plain.log_odds, scaled.log_odds, 1e-3) << name;
    EXPECT_NEAR(plain.highest * 1e6, scaled.highest, 1.0) << name;
  }
}

TEST(GrowthTest, SaysNothingOfTooFewAndBoundsWhatNeverChanges) {
  EXPECT_EQ(test_growth({}).course, Course::kUnknown);
  EXPECT_EQ(test_growth(tests::Series(kFewestForGrowth - 1, 1.0)).course, Course::kUnknown);
  const GrowthAnswer constant = test_growth(tests::Series(41, 7e6), {.resolution = 4096});
  EXPECT_EQ(constant.verdict, Verdict::kStable);
  EXPECT_DOUBLE_EQ(constant.highest, 4096.0 / 40);
}

TEST(GrowthTest, TakesAPerfectLineForALeak) {
  tests::Series line(20);
  for (std::size_t i = 0; i < line.size(); ++i) line[i] = 1e6 * static_cast<double>(i);
  const GrowthAnswer answer = test_growth(line, {.resolution = 4096});
  EXPECT_EQ(answer.verdict, Verdict::kLeaking);
  EXPECT_NEAR(answer.growth, 1e6, 1e3);
}

TEST(GrowthTest, AveragesLongSeriesAndStillSaysWhere) {
  tests::Series series = made("white noise", 605);
  for (std::size_t i = 305; i < series.size(); ++i) series[i] += 30;
  const GrowthAnswer answer = test_growth(series);
  ASSERT_FALSE(answer.starts.empty());
  EXPECT_NEAR(static_cast<double>(answer.starts[0]), 305, 11);
  EXPECT_LT(answer.highest, 0.05) << "per value, not per group";
  for (std::size_t i = 0; i < series.size(); ++i) series[i] += 0.1 * static_cast<double>(i);
  EXPECT_EQ(test_growth(series).verdict, Verdict::kLeaking);
}

TEST(GrowthTest, IsNotFooledByALoneReadingFarOff) {
  tests::Series series = made("leak on white noise", kPoints);
  series[10] += 500;
  EXPECT_EQ(test_growth(series).verdict, Verdict::kLeaking);
}

// Series of sound programs in MiB, as they were recorded; each was once called a leak.
struct Recorded {
  const char* name;
  std::vector<double> values;
};

const Recorded kSound[] = {
    {"a browser that warms up for longer than the run",
     {168.359, 168.853, 169.255, 169.313, 169.457, 169.521, 169.468, 169.748, 169.764, 169.84,
      169.903, 169.929, 170.024, 170.048}},
    {"a browser that was cleaned up in the middle",
     {298.16, 301.34, 302.95, 276.11, 280.23, 280.52, 282.53, 284.83, 286.37, 287.0, 287.93, 290.44,
      292.38, 294.53}},
    {"a cache that fills up, with a jump in it",
     {30.25, 34.12, 37.03, 39.21, 40.85, 42.07, 43.01, 43.73, 44.13, 44.43,
      44.75, 44.93, 45.09, 45.22, 45.32, 45.4,  45.46, 45.51, 45.54, 45.57,
      45.99, 46.0,  46.01, 46.02, 46.04, 46.06, 46.07, 46.08, 46.09}},
};

TEST(GrowthTest, CallsNoSoundProgramALeakThatItOnceDid) {
  for (const Recorded& recorded : kSound) {
    EXPECT_NE(test_growth(recorded.values, {.resolution = 1.0 / 256}).verdict, Verdict::kLeaking)
        << recorded.name;
  }
}

TEST(GrowthTest, IsAsCarefulWithFewRestPoints) {
  constexpr int kInnocent = 12;  // of series_shapes()
  for (const std::size_t points : {std::size_t{14}, std::size_t{20}, std::size_t{40}}) {
    std::mt19937 random(5);
    int alarms = 0;
    for (const tests::SeriesShape& shape : tests::series_shapes()) {
      if (shape.leaks) continue;
      for (std::size_t i = 0; i < kSeries; ++i) {
        if (test_growth(shape.make(points, random)).verdict == Verdict::kLeaking) ++alarms;
      }
    }
    EXPECT_LE(alarms, static_cast<int>(kSeries) * kInnocent / 100) << points << " rest points";
  }
}

TEST(GrowthTest, StillFindsAClearLeakInFewRestPoints) {
  std::mt19937 random(7);
  std::normal_distribution<double> noise;
  tests::Series values;
  for (int i = 0; i < 14; ++i) values.push_back(4.0 * i + noise(random));
  EXPECT_EQ(test_growth(values).verdict, Verdict::kLeaking);
}

TEST(GoesOn, WantsMoreAtTheEndAndGrowthThere) {
  const std::vector<double> line = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  EXPECT_TRUE(goes_on(line, {.growth = 11}, 0.1));
  const std::vector<double> stopped = {0, 2, 4, 6, 8, 10, 11, 11, 11, 11, 11, 11};
  EXPECT_FALSE(goes_on(stopped, {.growth = 11}, 0.1));
  const std::vector<double> emptied = {5, 6, 7, 8, 9, 10, 1, 2, 3, 4, 5, 6};
  EXPECT_FALSE(goes_on(emptied, {.growth = 11}, 0.1));
  const std::vector<double> rough = {0, 2, 4, 6, 8, 10, 11, 11, 5, 17, 13, 9};
  EXPECT_TRUE(goes_on(rough, {.growth = 11}, 4)) << "noise hides whether it goes on";
}

TEST(Regression, FindsCoefficientsThroughCorrelatedNoise) {
  tests::Series series = made("AR(1) 0.8", 400);
  Regressor line{.course = tests::Series(400), .prior_deviation = 1000};
  for (std::size_t i = 0; i < 400; ++i) {
    line.course[i] = static_cast<double>(i) / 399;
    series[i] += 20 * line.course[i];
  }
  const RegressionFit right = fit_regression(series, std::span(&line, 1), 0.8);
  EXPECT_NEAR(right.coefficients[0], 20, 3 * right.errors[0]);
  EXPECT_NEAR(right.deviation, 1, 0.3);
  EXPECT_GT(right.log_likelihood, fit_regression(series, std::span(&line, 1), 0).log_likelihood);
  EXPECT_GT(right.log_likelihood, fit_regression(series, {}, 0.8).log_likelihood);
}

TEST(StepModel, AgreesWithRegressionOnSeriesWithoutSteps) {
  // Both integrate out level and deviation: their constants must be the same, or odds are wrong.
  const tests::Series series = made("white noise", kPoints);
  tests::Series stepped = series;
  for (std::size_t i = 30; i < kPoints; ++i) stepped[i] += 8;
  EXPECT_LT(fit_steps(series, 1).log_likelihood, fit_regression(series, {}, 0).log_likelihood);
  EXPECT_GT(fit_steps(stepped, 1).log_likelihood, fit_regression(stepped, {}, 0).log_likelihood);
  EXPECT_GT(fit_steps(stepped, 1).log_likelihood, fit_steps(stepped, 3).log_likelihood);
}

}  // namespace
}  // namespace tidemark::harness
