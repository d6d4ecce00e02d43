#include "analyzer/strategy/brand_prefix.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/strategy/timeline.hpp"

namespace tidemark::analyzer {
namespace {

using namespace std::chrono_literals;
using testing::answered;

class BrandPrefix : public ::testing::Test {
 protected:
  bool skips(const std::string& domain) { return strategy_->skip(domain, time_.now()).has_value(); }
  void learn(const DomainResult& result) {
    strategy_->learn({result.domain, {}}, result, time_.now());
  }

  testing::Timeline time_;
  FactBook facts_;
  std::unique_ptr<Strategy> strategy_ = brand_prefix_strategy(0ms, facts_);
};

TEST_F(BrandPrefix, SkipsEveryVariantOfABrandThatRefusedOnce) {
  EXPECT_FALSE(skips("brand.com"));
  learn(answered("brand.com", 403));
  const auto skip = strategy_->skip("brand.fr", time_.now());
  ASSERT_TRUE(skip);
  EXPECT_EQ(skip->inference.from, "brand.com");
}

TEST_F(BrandPrefix, SkipsStrangersWhoseNamesOnlyStartAlike) {
  learn(answered("shopping.example", 403));
  EXPECT_TRUE(skips("shop.example"));
}

TEST_F(BrandPrefix, SkipsForAnErrorThatALaterAttemptMadeGood) {
  DomainResult result = answered("brand.com", 403);
  testing::add_browser_attempt(result, std::nullopt, 200);
  result.state = State::kAlive;
  learn(result);
  EXPECT_TRUE(skips("brand.fr"));
}

TEST_F(BrandPrefix, BreedsSkipsFromSkips) {
  learn(answered("a.com", 403));
  EXPECT_TRUE(skips("a.fr"));
  facts_.forget("host:a.com", "error_words", time_.now().calendar);
  EXPECT_TRUE(skips("a.it")) << "because a.fr was skipped";
}

TEST_F(BrandPrefix, SkipsNobodyForSilenceOrAnotherStatus) {
  learn(testing::silent_for("wall.com", 8000ms));
  learn(answered("gone.com", 404));
  EXPECT_FALSE(skips("wall.fr"));
  EXPECT_FALSE(skips("gone.fr"));
}

}  // namespace
}  // namespace tidemark::analyzer
