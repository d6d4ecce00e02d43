#include "analyzer/advice/guard_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidemark::analyzer {
namespace {

using ::testing::HasSubstr;

TEST(GuardList, KnowsWhatTheSeedWronglyRecommended) {
  const GuardList guard = GuardList::built_in();
  for (const char* name :
       {"itunes.apple.com", "apps.apple.com", "play.google.com", "podcasts.apple.com", "goo.gl",
        "trustpilot.com", "uk.trustpilot.com", "bitly.com", "bit.ly", "wordpress.org",
        "facebook.com", "www.w3.org", "schema.org", "maps.google.co.uk", "de.wikipedia.org",
        "www.cdc.gov", "service.gov.uk", "d111111abcdef8.cloudfront.net", "amazon.co.jp"}) {
    EXPECT_TRUE(guard.guarding(name)) << name;
  }
}

TEST(GuardList, GuardsWholeLabelsOnly) {
  const GuardList guard = GuardList::built_in();
  for (const char* name : {"notapple.com", "apple.com.example", "googleshop.example",
                           "google.shop.example", "burgers.example", "mygov.example"}) {
    EXPECT_FALSE(guard.guarding(name)) << name << " by " << guard.guarding(name).value_or("");
  }
}

TEST(GuardList, IsExtendedCutAndReplacedByAFile) {
  const auto more = GuardList::extended(
      R"({"schema": "tidemark.guard/1", "version": "7", "without": ["bit.ly", "google.*"],
          "groups": [{"name": "ours", "why": "we run it", "names": ["intra.example", "acme.*"]}]})",
      "mine.json");
  ASSERT_TRUE(more) << more.error().message;
  EXPECT_EQ(more->guarding("x.intra.example"), "ours");
  EXPECT_EQ(more->guarding("www.acme.co.uk"), "ours");
  EXPECT_FALSE(more->guarding("bit.ly"));
  EXPECT_FALSE(more->guarding("google.com"));
  EXPECT_TRUE(more->guarding("apple.com"));
  EXPECT_THAT(more->name(), HasSubstr("mine.json 7"));

  const auto instead = GuardList::extended(
      R"({"schema": "tidemark.guard/1", "version": "7", "replaces_built_in": true,
          "groups": [{"name": "ours", "why": "we run it", "names": ["intra.example"]}]})",
      "mine.json");
  ASSERT_TRUE(instead) << instead.error().message;
  EXPECT_FALSE(instead->guarding("apple.com"));
  EXPECT_EQ(instead->name(), "mine.json 7");
}

TEST(GuardList, SaysWhereAFileIsWrong) {
  const auto fault = [](std::string_view names) {
    const auto list = GuardList::extended(
        R"({"schema": "tidemark.guard/1", "version": "1",
            "groups": [{"name": "a", "why": "b", "names": )" +
            std::string(names) + "}]}",
        "mine.json");
    return list ? std::string() : list.error().message;
  };
  EXPECT_THAT(fault(R"(["ok.example", "Upper.example"])"),
              HasSubstr("mine.json: /groups/0/names/1 must be a name"));
  EXPECT_THAT(fault(R"(["a.b.*"])"), HasSubstr("/groups/0/names/0 must have one label"));
  EXPECT_THAT(fault(R"([7])"), HasSubstr("/groups/0/names/0 must be a text"));
  EXPECT_THAT(fault(R"("x")"), HasSubstr("/groups/0/names must be a list"));
  EXPECT_THAT(fault("[,]"), HasSubstr("mine.json: line 2"));
  const auto old = GuardList::extended(R"({"schema": "tidemark.guard/9"})", "mine.json");
  ASSERT_FALSE(old);
  EXPECT_THAT(old.error().message, HasSubstr("/schema"));
}

}  // namespace
}  // namespace tidemark::analyzer
