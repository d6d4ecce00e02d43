// The shapes that counts take over rest points, told apart.
#include "harness/verdict/growth.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace tidemark::harness {
namespace {

struct ShapeCase {
  const char* name;
  double baseline;
  std::vector<double> counts;
  Shape shape;
  double per_cycle = 0;  // where it grows
  double allowance = 0;
};

class GrowthShapes : public testing::TestWithParam<ShapeCase> {};

TEST_P(GrowthShapes, AreToldApart) {
  const auto& given = GetParam();
  const auto growth = growth_of(given.baseline, given.counts, 2, given.allowance);
  EXPECT_EQ(growth.shape, given.shape);
  if (given.shape == Shape::kGrowing) {
    EXPECT_DOUBLE_EQ(growth.per_cycle, given.per_cycle);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, GrowthShapes,
    testing::Values(
        ShapeCase{"Flat", 2, {2, 2, 2, 2}, Shape::kClean},
        ShapeCase{"Falling", 4, {3, 2, 1}, Shape::kClean},
        ShapeCase{"OnePerCycle", 2, {3, 4, 5}, Shape::kGrowing, 1},
        ShapeCase{"ThreePerCycleFromTheFourth", 2, {2, 2, 5, 8, 11}, Shape::kGrowing, 3},
        ShapeCase{"OneStepThenFlat", 2, {2, 4, 4, 4, 4}, Shape::kPlateau},
        ShapeCase{"OneStepTooLate", 2, {2, 2, 4, 4, 4}, Shape::kUnsettled},
        ShapeCase{"OneStepAtTheEnd", 2, {2, 2, 2, 4}, Shape::kLate},
        ShapeCase{"FillsThenFlat", 0, {1, 2, 3, 3, 3, 3}, Shape::kPlateau},
        ShapeCase{"RareLeakIsNoPlateau", 0, {1, 1, 1, 2, 2, 2, 3, 3, 3, 3}, Shape::kGrowing, 0.3},
        ShapeCase{"TwoLazyParts", 2, {2, 3, 3, 4, 4}, Shape::kUnsettled},
        ShapeCase{"LeakWithAHiddenStep", 0, {2, 2, 4, 4}, Shape::kGrowing, 1},
        ShapeCase{"SawTooth", 2, {3, 4, 2, 3, 4}, Shape::kSwinging},
        ShapeCase{"SawToothBackDown", 2, {3, 4, 2, 3, 2}, Shape::kClean},
        ShapeCase{"SawToothOnARisingFloor", 2, {3, 4, 3, 4, 5, 4, 5, 6}, Shape::kGrowing, 8.0 / 21},
        ShapeCase{"HigherThanItEverRecovered", 2, {3, 2, 3, 4, 5}, Shape::kGrowing, 1},
        ShapeCase{"DriftWithinAllowance", 20, {21, 21, 22, 22}, Shape::kClean, 0, 2},
        ShapeCase{"GrowthBeyondAllowance", 20, {21, 22, 23, 24, 25}, Shape::kGrowing, 1, 2},
        ShapeCase{"Nothing", 2, {}, Shape::kClean}),
    [](const auto& given) { return std::string(given.param.name); });

TEST(RobustSlope, IgnoresASingleOutlier) {
  const std::vector<double> values{0, 1, 2, 100, 4, 5, 6};
  EXPECT_DOUBLE_EQ(robust_slope(values), 1);
}

TEST(RobustSlope, IsZeroForTooFewValues) {
  EXPECT_EQ(robust_slope(std::vector<double>{}), 0);
  EXPECT_EQ(robust_slope(std::vector<double>{7}), 0);
}

}  // namespace
}  // namespace tidemark::harness
