#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analyzer/advice/advice.hpp"

namespace tidemark::analyzer {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

constexpr auto kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + 12h;

AssessedDomain listed(State state, std::optional<ErrorClass> cause = {}) {
  AssessedDomain domain;
  domain.result.domain = "ubereats.example";
  domain.result.state = state;
  domain.result.cause = cause;
  domain.result.checked_at = kNow;
  domain.categories = {"food"};
  return domain;
}

AssessedDomain harmless() {
  AssessedDomain domain = listed(State::kAlive);
  domain.score = PageScore{};
  domain.result.text_length = 5000;
  return domain;
}

std::optional<Recommendation> advice(const AssessedDomain& domain, VisitHistory history = {},
                                     const std::string& also_listed = "other.example") {
  const Assessment assessment{.keywords = {}, .domains = {domain}};
  RuleSet rules;
  rules.add({.name = also_listed}, {});
  const GuardList guard = GuardList::built_in();
  const auto found = recommend_removals({.assessment = assessment,
                                         .listed = ListedNames(rules),
                                         .guard = guard,
                                         .history = std::move(history)});
  if (found.empty()) return std::nullopt;
  EXPECT_EQ(found.size(), domain.categories.size());
  return found.front();
}

VisitHistory visits(std::vector<EarlierVisit> earlier) {
  return [earlier = std::move(earlier)](std::string_view) { return earlier; };
}

TEST(Removals, ANameThatDoesNotExistIsSureAfterTwoVisitsADayApart) {
  const auto gone = listed(State::kDead, ErrorClass::kDnsNxdomain);
  const auto once = advice(gone);
  ASSERT_TRUE(once);
  EXPECT_EQ(once->advice, Advice::kRemove);
  EXPECT_EQ(once->confidence, Confidence::kMedium);
  EXPECT_EQ(once->evidence.front(), "NXDOMAIN on 2026-11-24T12:00:00Z");

  const EarlierVisit hours_ago{kNow - 5h, State::kDead, ErrorClass::kDnsNxdomain};
  const EarlierVisit days_ago{kNow - 50h, State::kDead, ErrorClass::kDnsNxdomain};
  EXPECT_EQ(advice(gone, visits({hours_ago}))->confidence, Confidence::kMedium);
  EXPECT_EQ(advice(gone, visits({hours_ago, days_ago}))->confidence, Confidence::kHigh);
  EXPECT_EQ(advice(gone, visits({{kNow - 3h, State::kAlive, {}}, days_ago}))->confidence,
            Confidence::kLow);
  EXPECT_EQ(advice(gone, visits({{kNow - 48h, State::kAlive, {}}, days_ago}))->confidence,
            Confidence::kMedium);
}

TEST(Removals, OtherDeathsMayPass) {
  EXPECT_FALSE(advice(listed(State::kDead, ErrorClass::kConnectRefused)));
  EXPECT_FALSE(advice(listed(State::kDead, ErrorClass::kDnsNoData)));
}

TEST(Removals, NeverForWhatWeCouldNotSee) {
  for (const State state :
       {State::kChallenge, State::kBlocked, State::kRefused, State::kRateLimited, State::kTimedOut,
        State::kUnreachable, State::kFailed, State::kTlsBroken, State::kErrorPage, State::kShell,
        State::kPlaceholder}) {
    EXPECT_FALSE(advice(listed(state, ErrorClass::kDnsNxdomain))) << to_string(state);
  }
}

TEST(Removals, ParkedForSaleAndSuspendedAsSureAsTheState) {
  for (const State state : {State::kParked, State::kForSale, State::kSuspended}) {
    AssessedDomain domain = listed(state);
    domain.result.confidence = Confidence::kMedium;
    domain.result.signal = "title: buy <this>";
    const auto found = advice(domain);
    ASSERT_TRUE(found) << to_string(state);
    EXPECT_EQ(found->confidence, Confidence::kMedium);
    EXPECT_THAT(found->evidence, Contains("title: buy <this>"));
  }
}

TEST(Removals, ARedirectIsSurerWhereItsTargetIsListed) {
  AssessedDomain domain = listed(State::kRedirected);
  domain.result.final_url = "https://www.new.example/home";
  EXPECT_EQ(advice(domain)->confidence, Confidence::kLow);
  const auto covered = advice(domain, {}, "www.new.example");
  EXPECT_EQ(covered->confidence, Confidence::kMedium);
  EXPECT_EQ(covered->reason, "it only leads to www.new.example");
  domain.result.final_url = "https://www.ubereats.example/";
  EXPECT_FALSE(advice(domain));
}

TEST(Removals, HarmlessOnlyWithScoreZeroEnoughTextAndNoRelations) {
  const auto found = advice(harmless());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->confidence, Confidence::kLow);

  AssessedDomain seven = harmless();
  seven.score->points = seven.total = 7;
  EXPECT_FALSE(advice(seven));
  AssessedDomain short_page = harmless();
  short_page.result.text_length = 100;
  EXPECT_FALSE(advice(short_page));
  AssessedDomain leads = harmless();
  leads.relations.leads_to = {{"burger.example", 80, 1}};
  EXPECT_FALSE(advice(leads));
  AssessedDomain led_to = harmless();
  led_to.relations.led_to_by = {{"burger.example", 80, 1}};
  EXPECT_FALSE(advice(led_to));
  AssessedDomain bonus = harmless();
  bonus.relations.bonus = bonus.total = 5;
  EXPECT_FALSE(advice(bonus));
  AssessedDomain unscored = harmless();
  unscored.score.reset();
  EXPECT_FALSE(advice(unscored));
}

TEST(Removals, OnlyListedNamesThatWereVisitedThemselves) {
  AssessedDomain nobodys = listed(State::kParked);
  nobodys.categories.clear();
  EXPECT_FALSE(advice(nobodys));
  AssessedDomain inferred = listed(State::kParked);
  inferred.result.inferred = Inference{"x.example", "address"};
  EXPECT_FALSE(advice(inferred));
}

}  // namespace
}  // namespace tidemark::analyzer
