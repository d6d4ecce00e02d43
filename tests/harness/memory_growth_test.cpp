// The test of growth: its error rates in small, what it says of shapes, and its edges. The full
// table is printed by bin/verdict_error_rates.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

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
