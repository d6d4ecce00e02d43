// How a scenario's load varies: sets, phases, matrix.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/scenario/load_scenario.hpp"
#include "harness/scenario/placeholders.hpp"

namespace tidemark::harness {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kStart = R"({"name": "n",
  "sites": [{"hosts": ["a.com", "b.com", "c.com", "d.com"], "behavior": {"kind": "page"}}],)";

Scenario scenario_with(const std::string& rest) {
  auto scenario = parse_scenario(kStart + rest + "}", "s.json");
  EXPECT_TRUE(scenario) << scenario.error().message;
  return scenario.value_or(Scenario{});
}

std::string error_of(const std::string& rest) {
  const auto scenario = parse_scenario(kStart + rest + "}", "s.json");
  EXPECT_FALSE(scenario) << rest;
  return scenario ? "" : scenario.error().message;
}

// "a.com@0 b.com@500"
std::string told(const Load& load) {
  std::string text;
  for (const Arrival& arrival : arrivals_of(load)) {
    text += (text.empty() ? "" : " ") + arrival.domain + "@" + std::to_string(arrival.at.count());
  }
  return text;
}

TEST(LoadPhases, WithoutAWordEverythingArrivesAtOnce) {
  EXPECT_EQ(told(scenario_with(R"("load": {})").load), "a.com@0 b.com@0 c.com@0 d.com@0");
}

TEST(LoadPhases, SaysBurstsAndLulls) {
  const Scenario scenario = scenario_with(R"("load": {"phases": [
    {"share": 0.5, "rate": 2, "pause_ms": 1000},
    {"domains": ["x.com", "A.com"], "pause_ms": 300},
    {"share": 0.5, "rate": 10}]})");
  EXPECT_EQ(told(scenario.load), "a.com@0 b.com@500 x.com@1500 a.com@1500 c.com@1800 d.com@1900");
}

TEST(LoadPhases, APhaseThatNamesNothingAsksForAll) {
  EXPECT_EQ(told(scenario_with(R"("load": {"domains": ["a.com", "b.com"],
                                    "phases": [{"pause_ms": 10}, {}]})")
                     .load),
            "a.com@0 b.com@0 a.com@10 b.com@10");
}

TEST(LoadPhases, SharesThatAddUpToOneInDecimalsAreAllowed) {
  const Scenario scenario = scenario_with(
      R"("load": {"domains": ["a.com", "b.com", "c.com", "d.com", "e.com", "f.com", "g.com",
                              "h.com", "i.com", "j.com"],
          "phases": [{"share": 0.1}, {"share": 0.2}, {"share": 0.3}, {"share": 0.4}]})");
  EXPECT_EQ(arrivals_of(scenario.load).size(), 10U);
}

TEST(LoadPhases, MistakesAreReported) {
  EXPECT_EQ(error_of(R"("load": {"phases": [{"share": 0.5}, {"share": 0.6}]})"),
            "s.json: /load/phases/1/share: the shares of all phases are more than 1 together");
  EXPECT_EQ(error_of(R"("load": {"phases": [{"share": 0.1}]})"),
            "s.json: /load/phases/0/share: no domain is left for this phase: the load has 4");
  EXPECT_EQ(error_of(R"("load": {"phases": [{"share": 0.1, "domains": ["a.com"]}]})"),
            "s.json: /load/phases/0: give at most one of \"domains\" and \"share\"");
  EXPECT_EQ(error_of(R"("load": {"phases": [{"rate": 0}]})"),
            "s.json: /load/phases/0/rate: must be between 0.001 and 100000, found 0");
  EXPECT_EQ(error_of(R"("load": {"phases": []})"), "s.json: /load/phases: must not be empty");
}

TEST(LoadSets, OverrideWhatTheySay) {
  const Scenario scenario = scenario_with(R"(
    "load": {"cycles": 50, "budget_ms": 900},
    "sets": {"smoke": {"cycles": 2, "domains": ["b.com"]}, "soak": {"cycles": 5000}})");
  const auto in = [&](LoadSet set) { return load_in(scenario.load, scenario.sets, set); };
  EXPECT_EQ(in(LoadSet::kDefault).cycles, 50U);
  EXPECT_EQ(in(LoadSet::kSmoke).cycles, 2U);
  EXPECT_EQ(in(LoadSet::kSmoke).budget, Milliseconds(900));
  EXPECT_EQ(told(in(LoadSet::kSmoke)), "b.com@0");
  EXPECT_EQ(in(LoadSet::kSoak).cycles, 5000U);
  EXPECT_EQ(in(LoadSet::kSoak).domains.size(), 4U);
}

TEST(LoadSets, HaveAMeaningWithoutAWordOfTheScenario) {
  const Scenario scenario = scenario_with(R"("load": {"cycles": 50})");
  EXPECT_EQ(load_in(scenario.load, scenario.sets, LoadSet::kSmoke).cycles, 4U);
  EXPECT_EQ(load_in(scenario.load, scenario.sets, LoadSet::kSoak).cycles, 500U);
}

TEST(LoadSets, AMistakeIsReportedWhereItStands) {
  EXPECT_EQ(error_of(R"("load": {"phases": [{"share": 1}]},
                        "sets": {"soak": {"domains": ["no host"]}})"),
            "s.json: /sets/soak/domains/0: \"no host\" is not a host name (write an international "
            "name in its xn-- form)");
  // The phases are the load's, too many for what the set leaves of the domains.
  EXPECT_EQ(error_of(R"("load": {"phases": [{"share": 0.5}, {"share": 0.5}]},
                        "sets": {"smoke": {"domains": ["a.com"]}})"),
            "s.json: /load/phases/1/share: no domain is left for this phase: the load has 1");
  EXPECT_EQ(error_of(R"("sets": {"smok": {}})"),
            "s.json: /sets/smok: unknown key (allowed: default, smoke, soak)");
}

TEST(Matrix, IsEachWithEach) {
  const Scenario scenario =
      scenario_with(R"("matrix": {"workers": [1, 4], "browsers": [2], "budget_ms": [500, 900]})");
  std::vector<std::string> names;
  for (const Combination& combination : combinations_of(scenario.matrix)) {
    names.push_back(short_name(combination));
  }
  EXPECT_THAT(names, ElementsAre("w1-b2-500ms", "w1-b2-900ms", "w4-b2-500ms", "w4-b2-900ms"));
}

TEST(Matrix, OverridesTheLoadAndIsOneRunWithoutAWord) {
  const Scenario scenario = scenario_with(R"("load": {"workers": 3, "browsers": 1})");
  const auto combinations = combinations_of(scenario.matrix);
  ASSERT_EQ(combinations.size(), 1U);
  EXPECT_THAT(short_name(combinations[0]), IsEmpty());
  Load load = scenario.load;
  apply(combinations[0], load);
  EXPECT_EQ(load.workers, 3U);
  apply({.workers = 8}, load);
  EXPECT_EQ(load.workers, 8U);
  EXPECT_EQ(load.browsers, 1U);
}

TEST(Placeholders, StandForTheFiguresOfTheLoad) {
  Load load;
  load.budget = Milliseconds(900);
  load.workers = 4;
  load.browsers = 0;
  const auto filled = with_figures(
      std::vector<std::string>{"-w{workers}", "{browsers}/{budget_ms}/{workers}", "{print $1}"},
      load);
  ASSERT_TRUE(filled);
  EXPECT_THAT(*filled, ElementsAre("-w4", "0/900/4", "{print $1}"));
}

TEST(Placeholders, ThatStandForNothingAreAMistake) {
  const auto filled = with_figures(std::string("{workers}"), Load{});
  ASSERT_FALSE(filled);
  EXPECT_EQ(filled.error().message,
            "nothing says what {workers} is: give \"workers\" in \"load\" or \"matrix\"");
}

}  // namespace
}  // namespace tidemark::harness
