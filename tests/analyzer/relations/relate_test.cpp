// What neighbours add to a score.
#include "analyzer/relations/relate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>

namespace tidemark::analyzer {
namespace {

using Links = std::vector<OutboundHost>;

// Pages by name, kept alive for relate().
class World {
 public:
  World& page(const std::string& domain, std::optional<int> points, Links links = {}) {
    pages_[domain] = {points, std::move(links)};
    return *this;
  }
  [[nodiscard]] std::map<std::string, Relations> relations() const {
    std::vector<LinkingPage> pages;
    for (const auto& [domain, page] : pages_) pages.push_back({domain, page.points, page.links});
    std::vector<Relations> found = relate(pages);
    std::map<std::string, Relations> by_domain;
    for (std::size_t at = 0; at < pages.size(); ++at) {
      by_domain[std::string(pages[at].domain)] = std::move(found[at]);
    }
    return by_domain;
  }
  [[nodiscard]] Relations of(const std::string& domain) const { return relations().at(domain); }

 private:
  struct Page {
    std::optional<int> points;
    Links links;
  };
  std::map<std::string, Page> pages_;
};

std::string told(const std::vector<RiskLink>& links) {
  std::string text;
  for (const RiskLink& link : links) {
    text += (text.empty() ? "" : ", ") + link.domain + " " + std::to_string(link.points) + "x" +
            std::to_string(link.links);
  }
  return text;
}

TEST(Relate, AddsFiveForEachRiskySiteLinkedTo) {
  const World world = World()
                          .page("a.test", 10, {{"risky.test", 3}, {"calm.test", 9}, {"no.test", 1}})
                          .page("risky.test", 50)
                          .page("calm.test", 49);
  EXPECT_EQ(world.of("a.test").bonus, 5);
  EXPECT_EQ(told(world.of("a.test").leads_to), "risky.test 50x3");
  EXPECT_EQ(world.of("risky.test").bonus, 0) << "a source of 10 points is not risky";
}

TEST(Relate, AddsATenthOfTheScoresThatLinkHere) {
  const World world = World()
                          .page("a.test", 0)
                          .page("b.test", 20, {{"a.test", 1}})
                          .page("c.test", 39, {{"a.test", 2}})
                          .page("d.test", 19, {{"a.test", 50}});
  EXPECT_EQ(world.of("a.test").bonus, 5) << "(20 + 39) / 10";
  EXPECT_EQ(told(world.of("a.test").led_to_by), "c.test 39x2, b.test 20x1");
}

TEST(Relate, CapsEachDirectionAndTheTotal) {
  World world;
  Links links;
  for (int i = 0; i < 7; ++i) {
    const std::string name = "r" + std::to_string(i) + ".test";
    world.page(name, 90, {{"hub.test", 1}});
    links.push_back({name, 1});
  }
  world.page("hub.test", 60, links);
  const Relations hub = world.of("hub.test");
  EXPECT_EQ(hub.bonus, 20 + 30);
  EXPECT_EQ(total_of(60, hub), 100);
  EXPECT_EQ(total_of(40, hub), 90);
  EXPECT_EQ(total_of(std::nullopt, hub), 0);
  EXPECT_EQ(hub.leads_to.size(), 7U);
}

TEST(Relate, CountsScoresOfPassOneOnlyAroundACycle) {
  const World world = World()
                          .page("a.test", 48, {{"b.test", 1}})
                          .page("b.test", 50, {{"c.test", 1}})
                          .page("c.test", 60, {{"a.test", 1}});
  const auto all = world.relations();
  EXPECT_EQ(all.at("a.test").bonus, 5 + 6);
  EXPECT_EQ(all.at("b.test").bonus, 5 + 4);
  EXPECT_EQ(all.at("c.test").bonus, 0 + 5) << "a.test has 48 points, whatever its total";
}

TEST(Relate, TakesTwinsForOneSite) {
  const World world = World()
                          .page("a.test", 10, {{"www.risky.test", 2}, {"risky.test", 1}})
                          .page("risky.test", 40, {{"b.test", 1}})
                          .page("www.risky.test", 70, {{"b.test", 4}})
                          .page("b.test", 0);
  EXPECT_EQ(told(world.of("a.test").leads_to), "www.risky.test 70x3");
  EXPECT_EQ(world.of("a.test").bonus, 5);
  EXPECT_EQ(told(world.of("b.test").led_to_by), "www.risky.test 70x4");
  EXPECT_EQ(world.of("b.test").bonus, 7);
}

TEST(Relate, TakesHostsBelowForTheAssessedNameAbove) {
  const World world = World()
                          .page("a.test", 10, {{"m.shop.risky.test", 1}, {"cdn.risky.test", 2}})
                          .page("risky.test", 50)
                          .page("shop.risky.test", 55);
  EXPECT_EQ(told(world.of("a.test").leads_to), "shop.risky.test 55x1, risky.test 50x2");
}

TEST(Relate, DoesNotReachAcrossAPublicSuffix) {
  const World world = World()
                          .page("a.test", 10, {{"somebody.github.io", 5}, {"github.io", 1}})
                          .page("github.io", 80)
                          .page("b.test", 10, {{"somebody.github.io", 5}});
  EXPECT_EQ(told(world.of("a.test").leads_to), "github.io 80x1");
  EXPECT_EQ(world.of("b.test").bonus, 0);
}

TEST(Relate, LeavesOutLinksToOneself) {
  const World world =
      World()
          .page("shop.example.com", 60, {{"example.com", 9}, {"www.shop.example.com", 1}})
          .page("example.com", 60, {{"shop.example.com", 9}, {"cdn.example.com", 3}});
  EXPECT_EQ(world.of("example.com").bonus, 0);
  EXPECT_EQ(world.of("shop.example.com").bonus, 0);
}

TEST(Relate, TellsWhoLeadsToADomainWithoutAScoreButAddsNothing) {
  const World world = World()
                          .page("blocked.test", std::nullopt, {{"risky.test", 1}})
                          .page("risky.test", 90, {{"blocked.test", 2}});
  EXPECT_EQ(world.of("blocked.test").bonus, 0);
  EXPECT_EQ(told(world.of("blocked.test").led_to_by), "risky.test 90x2");
  EXPECT_EQ(told(world.of("blocked.test").leads_to), "");
  EXPECT_EQ(world.of("risky.test").bonus, 0);
}

TEST(Relate, ListsTheStrongestFirstAndBoundsTheList) {
  World world;
  for (int i = 0; i < 60; ++i) {
    world.page("s" + std::to_string(100 + i) + ".test", 20 + i / 2, {{"a.test", 1 + i % 2}});
  }
  world.page("a.test", 0);
  const Relations found = world.of("a.test");
  ASSERT_EQ(found.led_to_by.size(), kRelationsListed);
  EXPECT_EQ(found.led_to_by[0].domain, "s159.test");  // 49 points, 2 links
  EXPECT_EQ(found.led_to_by[1].domain, "s158.test");  // 49 points, 1 link
  EXPECT_EQ(found.led_to_by.back().points, 25);
}

TEST(Relate, BreaksTiesByName) {
  const World world = World()
                          .page("a.test", 0)
                          .page("z.test", 30, {{"a.test", 1}})
                          .page("m.test", 30, {{"a.test", 1}})
                          .page("b.test", 30, {{"a.test", 1}});
  EXPECT_EQ(told(world.of("a.test").led_to_by), "b.test 30x1, m.test 30x1, z.test 30x1");
}

TEST(Relate, GivesTheSameWhateverTheOrder) {
  std::mt19937 random(20261124);
  std::vector<std::string> names;
  for (int i = 0; i < 100; ++i) {
    names.push_back("n" + std::to_string(i) + ".test");
    if (i % 3 == 0) names.push_back("www." + names.back());
  }
  std::vector<Links> links(names.size());
  std::vector<LinkingPage> pages;
  for (std::size_t at = 0; at < names.size(); ++at) {
    for (int i = 0; i < 20; ++i) links[at].push_back({names[random() % names.size()], 1 + i % 3});
    const auto points = static_cast<int>(random() % 100);
    pages.push_back({names[at], points < 10 ? std::nullopt : std::optional(points), links[at]});
  }
  const auto told_all = [&] {
    std::map<std::string, std::string> all;
    const std::vector<Relations> found = relate(pages);
    for (std::size_t at = 0; at < pages.size(); ++at) {
      all[std::string(pages[at].domain)] = std::to_string(found[at].bonus) + " " +
                                           told(found[at].leads_to) + " | " +
                                           told(found[at].led_to_by);
    }
    return all;
  };
  const auto first = told_all();
  for (int round = 0; round < 5; ++round) {
    std::ranges::shuffle(pages, random);
    for (Links& each : links) std::ranges::shuffle(each, random);
    EXPECT_TRUE(told_all() == first);
  }
}

TEST(Relate, StandsHostileCounts) {
  const World world = World()
                          .page("a.test", 10, {{"www.b.test", 2147483647}, {"b.test", 2147483647}})
                          .page("b.test", 50)
                          .page("", 10, {{"", 1}, {".", 1}, {"..", 1}, {"www.", 1}});
  EXPECT_EQ(told(world.of("a.test").leads_to), "b.test 50x2147483647");
}

}  // namespace
}  // namespace tidemark::analyzer
