#include "reports/downsample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tidemark::reports {
namespace {

using testing::Contains;

TEST(Downsample, KeepsEveryPointThatFits) {
  const Values values{1, 2, 3};
  EXPECT_EQ(points_to_draw({&values}, 3, 3), (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_TRUE(points_to_draw({}, 0, 10).empty());
}

TEST(Downsample, KeepsLonePeaksAndDipsOfEverySeriesInALongRun) {
  constexpr std::size_t kSize = 100'000;
  Values calm(kSize, 5.0);
  Values busy;
  for (std::size_t i = 0; i < kSize; ++i) busy.emplace_back(std::sin(static_cast<double>(i)));
  calm[31'337] = 900.0;
  calm[77'000] = -3.0;
  busy[50'001] = 100.0;

  const auto points = points_to_draw({&calm, &busy}, kSize, 2000);
  EXPECT_LE(points.size(), 2000U);
  EXPECT_GT(points.size(), 1000U);
  EXPECT_THAT(points, Contains(31'337U));
  EXPECT_THAT(points, Contains(77'000U));
  EXPECT_THAT(points, Contains(50'001U));
  EXPECT_EQ(points.front(), 0U);
  EXPECT_EQ(points.back(), kSize - 1);
  EXPECT_TRUE(std::ranges::is_sorted(points, std::less_equal{}));
}

TEST(Downsample, LooksThroughWhatWasNotMeasured) {
  Values values(5000, std::nullopt);
  values[1234] = 1.0;
  const auto points = points_to_draw({&values}, values.size(), 100);
  EXPECT_EQ(points, (std::vector<std::size_t>{0, 1234, 4999}));
}

}  // namespace
}  // namespace tidemark::reports
