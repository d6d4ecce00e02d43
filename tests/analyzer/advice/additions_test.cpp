#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "analyzer/advice/advice.hpp"

namespace tidemark::analyzer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What is known of some domains, and the lists; advice on it.
class Additions : public ::testing::Test {
 protected:
  void list(const std::string& name, RuleAction action = RuleAction::kBlock,
            RuleReach reach = RuleReach::kName) {
    rules_.add({.name = name, .action = action, .reach = reach}, {});
  }
  // A domain of the list `category` that scores `total` and links to `links`.
  AssessedDomain& page(const std::string& name, int total, std::vector<OutboundHost> links,
                       const std::string& category = "food") {
    list(name);
    return assessed(name, total, std::move(links), {category});
  }
  AssessedDomain& assessed(const std::string& name, int total, std::vector<OutboundHost> links,
                           std::vector<std::string> categories) {
    AssessedDomain domain;
    domain.result.domain = name;
    domain.result.state = State::kAlive;
    domain.score = PageScore{.points = total, .families = {}, .groups = {}};
    domain.total = total;
    domain.links = std::move(links);
    domain.categories = std::move(categories);
    assessment_.domains.push_back(std::move(domain));
    return assessment_.domains.back();
  }
  std::vector<Recommendation> advice(std::size_t most = 200) {
    std::ranges::sort(assessment_.domains, {},
                      [](const AssessedDomain& domain) { return domain.result.domain; });
    return recommend_additions({.assessment = assessment_,
                                .listed = ListedNames(rules_),
                                .guard = guard_,
                                .history = {},
                                .most_additions = most});
  }
  std::vector<std::string> names(std::size_t most = 200) {
    std::vector<std::string> found;
    for (const Recommendation& item : advice(most)) found.push_back(item.domain);
    return found;
  }

 private:
  Assessment assessment_;
  RuleSet rules_;
  GuardList guard_ = GuardList::built_in();
};

TEST_F(Additions, WeighLinkingSitesNotTheAlphabet) {
  page("burger.example", 80, {{"zz-first.example", 2}, {"aa-last.example", 1}});
  page("pizza.example", 70, {{"zz-first.example", 1}});
  page("taco.example", 60, {{"zz-first.example", 1}});
  const auto found = advice();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].domain, "zz-first.example");
  EXPECT_EQ(found[0].confidence, Confidence::kHigh);
  EXPECT_EQ(found[0].category, "food");
  EXPECT_EQ(found[0].reason,
            "3 sites of food with a score of 20 or more lead to it, 4 links in all");
  EXPECT_THAT(found[0].evidence, ElementsAre("burger.example (80) links to it 2 times",
                                             "pizza.example (70) links to it once",
                                             "taco.example (60) links to it once"));
  EXPECT_DOUBLE_EQ(found[0].weight, 0.8 * 2 + 0.7 + 0.6);
  EXPECT_EQ(found[1].domain, "aa-last.example");
  EXPECT_EQ(found[1].confidence, Confidence::kLow);
}

TEST_F(Additions, OnePageWithAThousandLinksDoesNotOutweighThreeSites) {
  page("spam.example", 50, {{"flood.example", 1000}});
  page("a.example", 90, {{"shared.example", 3}});
  page("b.example", 90, {{"shared.example", 3}});
  page("c.example", 90, {{"shared.example", 3}});
  EXPECT_THAT(names(), ElementsAre("shared.example", "flood.example"));
}

TEST_F(Additions, SitesOfOneBrandCountOnce) {
  page("burger.example", 80, {{"target.example", 1}});
  page("burger.com", 80, {{"target.example", 1}});
  page("burger.co.uk", 80, {{"target.example", 1}});
  const auto found = advice();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].confidence, Confidence::kLow);
  EXPECT_DOUBLE_EQ(found[0].weight, 0.8);
}

TEST_F(Additions, AddUpHostsOfOneRegistrableDomain) {
  page("burger.example", 80,
       {{"order.shop.co.uk", 1}, {"www.shop.co.uk", 2}, {"shop.co.uk", 1}, {"203.0.113.7", 3}});
  const auto found = advice();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].domain, "shop.co.uk");
  EXPECT_THAT(found[0].evidence, ElementsAre(HasSubstr("4 times")));
}

TEST_F(Additions, LeaveOutWhatIsListedAllowedOrGuarded) {
  list("listed.example");
  list("www.twin.example");
  list("tree.example", RuleAction::kBlock, RuleReach::kTree);
  list("good.example", RuleAction::kAllow, RuleReach::kTree);
  const std::vector<OutboundHost> links{{"listed.example", 1},
                                        {"www.listed.example", 1},
                                        {"twin.example", 1},
                                        {"deep.tree.example", 1},
                                        {"www.good.example", 1},
                                        {"apps.apple.com", 9},
                                        {"play.google.com", 9},
                                        {"goo.gl", 9},
                                        {"co.uk", 9},
                                        {"someone.github.io", 9},
                                        {"itunes.apple.com", 9},
                                        {"trustpilot.com", 9},
                                        {"burger.example", 3}};
  page("burger.example", 80, links);
  page("pizza.example", 80, links);
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(Additions, WeakEvidenceNeedsTwoSitesAndStaysLow) {
  page("burger.example", 25, {{"one.example", 40}, {"two.example", 1}});
  page("pizza.example", 20, {{"two.example", 1}});
  page("salad.example", 19, {{"one.example", 40}});
  const auto found = advice();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].domain, "two.example");
  EXPECT_EQ(found[0].confidence, Confidence::kLow);
}

TEST_F(Additions, WhatMostlyHarmlessSitesLinkToIsInfrastructure) {
  for (const char* name : {"a.example", "b.example", "c.example", "d.example", "e.example",
                           "f.example", "g.example"}) {
    page(name, 0, {{"everywhere.example", 1}});
  }
  page("burger.example", 80, {{"everywhere.example", 1}});
  page("pizza.example", 80, {{"everywhere.example", 1}, {"only-here.example", 1}});
  EXPECT_THAT(names(), ElementsAre("only-here.example"));
}

TEST_F(Additions, GoToTheCategoryThatLeadsThereMost) {
  page("burger.example", 80, {{"target.example", 1}});
  page("casino.example", 90, {{"target.example", 1}}, "gambling");
  page("poker.example", 90, {{"target.example", 1}}, "gambling");
  const auto found = advice();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].category, "gambling");
}

TEST_F(Additions, AVisitOfTheTargetDecidesToo) {
  const std::vector<OutboundHost> links{
      {"parked.example", 1}, {"risky.example", 1}, {"mild.example", 1}};
  page("burger.example", 80, links);
  page("pizza.example", 80, links);
  assessed("parked.example", 0, {}, {}).result.state = State::kParked;
  assessed("risky.example", 66, {}, {});
  assessed("mild.example", 3, {}, {});
  const auto found = advice();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].domain, "mild.example");
  EXPECT_EQ(found[0].confidence, Confidence::kLow);
  EXPECT_EQ(found[1].domain, "risky.example");
  EXPECT_EQ(found[1].confidence, Confidence::kHigh);
  EXPECT_EQ(found[1].evidence.front(), "its own page scores 66");
}

TEST_F(Additions, ABrandThatLinksToItsOtherEndingNamesAVariant) {
  page("burger.example", 0, {{"www.burger.co.uk", 2}});
  const auto found = advice();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].advice, Advice::kAddVariant);
  EXPECT_EQ(found[0].domain, "burger.co.uk");
  EXPECT_EQ(found[0].confidence, Confidence::kMedium);
}

TEST_F(Additions, AreTheSameInEveryRunAndBounded) {
  for (int i = 0; i < 30; ++i) {
    page("site" + std::to_string(i) + ".example", 60 + i,
         {{"t" + std::to_string(i) + ".example", 1}, {"x" + std::to_string(i) + ".example", 1}});
  }
  const auto found = advice(10);
  ASSERT_EQ(found.size(), 10U);
  EXPECT_EQ(found[0].domain, "t29.example");
  EXPECT_EQ(found[1].domain, "x29.example");
  EXPECT_EQ(found[0].id, recommendation_id(Advice::kAdd, "t29.example", "food"));
  EXPECT_EQ(recommendation_id(Advice::kAdd, "shop.example", "food"), "add-33a4e165444f3b15");
}

}  // namespace
}  // namespace tidemark::analyzer
