// What the store knows of many domains, brought together.
#include "analyzer/assessment/assess.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "analyzer/result/result_json.hpp"
#include "analyzer/store/store_file.hpp"
#include "tests/analyzer/store/sample_results.hpp"
#include "tests/analyzer/store/store_fixture.hpp"

namespace tidemark::analyzer {
namespace {

using test::failure_of;
using test::page_of;
using ::testing::ElementsAre;

DomainResult scored_page(const std::string& domain, int points,
                         std::vector<OutboundHost> links = {}) {
  DomainResult page = page_of(domain);
  page.score = test::score_of(points);
  page.content.links = std::move(links);
  return page;
}

class Assessing : public test::StoreTest {
 protected:
  void store(const std::vector<DomainResult>& results) {
    StoreSetup with = setup();
    with.run.scored_by = {.keywords = "built-in 1", .fingerprint = "f"};
    const auto opened = Store::open(loop.get_executor(), with).value();
    for (const DomainResult& result : results) remember(*opened, result);
    ASSERT_TRUE(close(*opened));
  }
  [[nodiscard]] Assessment assess_all(const AssessmentScope& scope = {}) const {
    auto opened = open_store_to_read(path).value();
    auto assessment = assess(opened.database, scope);
    EXPECT_TRUE(assessment) << assessment.error().message;
    return assessment.value_or(Assessment{});
  }
  static std::vector<std::string> names(const Assessment& assessment) {
    std::vector<std::string> names;
    for (const AssessedDomain& domain : assessment.domains) names.push_back(domain.result.domain);
    return names;
  }
  static const AssessedDomain& find(const Assessment& assessment, const std::string& name) {
    const auto found =
        std::ranges::find(assessment.domains, name,
                          [](const AssessedDomain& domain) { return domain.result.domain; });
    EXPECT_NE(found, assessment.domains.end()) << name;
    return *found;
  }
};

TEST_F(Assessing, TellsTheLatestVisitAsAResultLineWould) {
  store({scored_page("b.test", 30), failure_of("a.test", State::kDead, ErrorClass::kDnsNxdomain)});
  DomainResult again = scored_page("b.test", 40, {{"c.test", 2}});
  again.source = "other.txt:1";
  again.title = "newer";
  store({again, page_of("c.test")});
  const Assessment assessment = assess_all();
  EXPECT_THAT(names(assessment), ElementsAre("a.test", "b.test", "c.test"));
  again.cached = true;
  EXPECT_EQ(to_json_line(find(assessment, "b.test").result), to_json_line(again));
  EXPECT_EQ(find(assessment, "b.test").total, 40);
  EXPECT_EQ(explanation_text(find(assessment, "b.test").score.value()),
            explanation_text(*again.score));
  EXPECT_FALSE(find(assessment, "c.test").score);
  EXPECT_EQ(assessment.run, 2);
  EXPECT_EQ(assessment.keywords, "built-in 1");
}

TEST_F(Assessing, AddsWhatNeighboursSayWhateverTheScope) {
  store({scored_page("shop.test", 60, {{"ads.test", 3}, {"www.risky.test", 1}}),
         scored_page("risky.test", 50), scored_page("ads.test", 5)});
  const AssessmentScope scope{.categories = {{"shops", "lists/shops.txt", {"shop.test"}}},
                              .domains = {"ads.test", "never.test"}};
  for (const Assessment& assessment : {assess_all(), assess_all(scope)}) {
    EXPECT_EQ(find(assessment, "shop.test").total, 65);
    EXPECT_EQ(find(assessment, "ads.test").total, 11);
    const Relations& relations = find(assessment, "ads.test").relations;
    ASSERT_EQ(relations.led_to_by.size(), 1U);
    EXPECT_EQ(relations.led_to_by.front().domain, "shop.test");
    EXPECT_EQ(relations.led_to_by.front().links, 3);
  }
  EXPECT_THAT(names(assess_all(scope)), ElementsAre("ads.test", "shop.test"));
}

TEST_F(Assessing, CountsCategoriesAndNamesThoseOfEachDomain) {
  store({scored_page("a.test", 1), scored_page("b.test", 2),
         failure_of("dead.test", State::kDead, ErrorClass::kDnsNxdomain)});
  const Assessment assessment =
      assess_all({.categories = {{"zoo", "z/zoo.txt", {"b.test", "dead.test", "never.test"}},
                                 {"all", "all.txt", {"a.test", "b.test", "a.test"}}},
                  .domains = {}});
  ASSERT_EQ(assessment.categories.size(), 2U);
  EXPECT_EQ(assessment.categories[0].name, "all");
  EXPECT_EQ(assessment.categories[0].domains, 2U);
  EXPECT_EQ(assessment.categories[1].file, "z/zoo.txt");
  EXPECT_EQ(assessment.categories[1].domains, 3U);
  EXPECT_EQ(assessment.categories[1].visited, 2U);
  EXPECT_EQ(assessment.categories[1].scored, 1U);
  EXPECT_THAT(find(assessment, "b.test").categories, ElementsAre("all", "zoo"));
}

TEST_F(Assessing, CountsNoLinksOfPagesThatAreNotTheDomainsOwn) {
  DomainResult redirected = scored_page("old.test", 80, {{"risky.test", 4}});
  redirected.state = State::kRedirected;
  DomainResult parked = scored_page("parked.test", 80, {{"risky.test", 4}});
  parked.state = State::kParked;
  store({redirected, parked, scored_page("gone.test", 80, {{"risky.test", 4}}),
         scored_page("risky.test", 50)});
  store({failure_of("gone.test", State::kTimedOut, ErrorClass::kConnectTimeout)});
  const Assessment assessment = assess_all();
  EXPECT_TRUE(find(assessment, "risky.test").relations.led_to_by.empty());
  EXPECT_EQ(find(assessment, "old.test").total, 80);
  EXPECT_TRUE(find(assessment, "old.test").links.empty());
  EXPECT_FALSE(find(assessment, "parked.test").score);
  EXPECT_FALSE(find(assessment, "gone.test").score) << "its latest visit read no page";
}

TEST_F(Assessing, LeavesOutWhatANewerTidemarkSaid) {
  store({scored_page("a.test", 1), scored_page("b.test", 2)});
  change("UPDATE visits SET state = 'sublimated' WHERE domain = 'a.test'");
  EXPECT_THAT(names(assess_all()), ElementsAre("b.test"));
}

TEST_F(Assessing, OfAnEmptyStoreIsEmpty) {
  store({});
  EXPECT_TRUE(assess_all().domains.empty());
  EXPECT_TRUE(assess_all({.categories = {{"food", "food.txt", {"a.test"}}}, .domains = {}})
                  .domains.empty());
}

}  // namespace
}  // namespace tidemark::analyzer
