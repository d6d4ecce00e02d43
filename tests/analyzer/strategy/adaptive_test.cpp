#include "analyzer/strategy/adaptive.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "tests/analyzer/strategy/timeline.hpp"

namespace tidemark::analyzer {
namespace {

using namespace std::chrono_literals;
using testing::answered;
using testing::at_address;
using testing::silent_for;
using Kind = Admission::Kind;

class Adaptive : public ::testing::Test {
 protected:
  // What a later run starts from.
  void begin_new_run() {
    std::vector<LearntFact> kept = facts_.take_changed();
    facts_ = FactBook();
    facts_.load(std::move(kept));
    strategy_ = adaptive_strategy(0ms, facts_);
  }
  Kind ask(const Candidate& candidate) { return strategy_->admit(candidate, time_.now()).kind; }
  Kind ask_browser(const Candidate& candidate, const DomainResult& result) {
    return strategy_->admit_browser(candidate, result, time_.now()).kind;
  }
  void learn(const Candidate& candidate, const DomainResult& result) {
    strategy_->learn(candidate, result, time_.now());
  }
  // Ten names of one address that stay silent for as long as they are given.
  std::vector<Candidate> learn_ten_walls() {
    std::vector<Candidate> walls;
    for (int i = 0; i < 10; ++i) {
      walls.push_back(at_address("wall" + std::to_string(i) + ".example", "198.51.100.1"));
      EXPECT_NE(strategy_->admit(walls.back(), time_.now()).kind, Kind::kSkip);
      time_.pass(1500ms);
      strategy_->silent(walls.back(), time_.now());
    }
    for (const Candidate& wall : walls) learn(wall, silent_for(wall.domain, 15000ms));
    return walls;
  }

  testing::Timeline time_;
  FactBook facts_;
  std::unique_ptr<Strategy> strategy_ = adaptive_strategy(0ms, facts_);
};

TEST_F(Adaptive, GivesAStrangerTheUsualTime) {
  const auto admitted = strategy_->admit(at_address("a.example", "198.51.100.1"), time_.now());
  EXPECT_EQ(admitted.kind, Kind::kGo);
  EXPECT_EQ(admitted.allowance.total, 20s);
  EXPECT_EQ(admitted.allowance.http, 15s);
  EXPECT_TRUE(admitted.allowance.aside_after);
}

TEST_F(Adaptive, LetsSiblingsWaitForTheirScoutUntilItAnswers) {
  const Candidate scout = at_address("a.example", "198.51.100.1");
  const Candidate sibling = at_address("b.example", "198.51.100.1");
  EXPECT_EQ(ask(scout), Kind::kGo);
  EXPECT_EQ(ask(sibling), Kind::kWait);
  EXPECT_EQ(ask(at_address("c.example", "198.51.100.2")), Kind::kGo);
  learn(scout, answered(scout.domain));
  EXPECT_EQ(ask(sibling), Kind::kGo);
}

TEST_F(Adaptive, LetsNobodyWaitForAScoutThatIsSilent) {
  const Candidate scout = at_address("a.example", "198.51.100.1");
  EXPECT_EQ(ask(scout), Kind::kGo);
  time_.pass(1000ms);
  strategy_->silent(scout, time_.now());
  EXPECT_EQ(ask(at_address("b.example", "198.51.100.1")), Kind::kGo);
}

TEST_F(Adaptive, LetsNobodyWaitLongerThanASecond) {
  EXPECT_EQ(ask(at_address("a.example", "198.51.100.1")), Kind::kGo);
  const Candidate sibling = at_address("b.example", "198.51.100.1");
  const auto waits = strategy_->admit(sibling, time_.now());
  ASSERT_EQ(waits.kind, Kind::kWait);
  EXPECT_LE(waits.ask_again, time_.now().steady + 1s);
  time_.pass(1000ms);
  EXPECT_EQ(ask(sibling), Kind::kGo);
}

TEST_F(Adaptive, TakesTheNextScoutWhenOneFailsWithoutAnAnswer) {
  const Candidate scout = at_address("a.example", "198.51.100.1");
  EXPECT_EQ(ask(scout), Kind::kGo);
  DomainResult reset{.domain = scout.domain, .state = State::kUnreachable};
  reset.cause = ErrorClass::kReset;
  learn(scout, reset);
  EXPECT_EQ(ask(at_address("b.example", "198.51.100.1")), Kind::kGo);
  EXPECT_EQ(ask(at_address("c.example", "198.51.100.1")), Kind::kWait);
}

TEST_F(Adaptive, LearnsNothingFromACommonFirstLabel) {
  for (const char* tld : {"com", "de", "fr", "it", "nl", "be", "ch", "at", "pl", "es"}) {
    const std::string domain = std::string("brand.") + tld;
    const Candidate candidate = at_address(domain, "198.51.100.1");
    (void)ask(candidate);
    learn(candidate, silent_for(domain, 15000ms));
  }
  EXPECT_EQ(ask(at_address("brand.org", "198.51.100.9")), Kind::kGo);
}

TEST_F(Adaptive, SharesNothingBetweenNamesThatDnsWasNotAskedFor) {
  EXPECT_EQ(ask({"a.example", {}}), Kind::kGo);
  EXPECT_EQ(ask({"b.example", {}}), Kind::kGo);
}

TEST_F(Adaptive, TakesTheCnameTargetForTheInfrastructure) {
  const Candidate scout{"a.example", {{"198.51.100.1"}, {"x.example", "wall.example.net"}}};
  const Candidate sibling{"b.example", {{"198.51.100.2"}, {"y.example", "wall.example.net"}}};
  EXPECT_EQ(ask(scout), Kind::kGo);
  EXPECT_EQ(ask(sibling), Kind::kWait);
}

TEST_F(Adaptive, SkipsStrangersWhereEightWereWallsAndNobodyAnswered) {
  learn_ten_walls();
  int visited = 0;
  for (int i = 0; i < 16; ++i) {
    const Candidate next = at_address("new" + std::to_string(i) + ".example", "198.51.100.1");
    const auto admitted = strategy_->admit(next, time_.now());
    if (admitted.kind == Kind::kGo) {
      ++visited;
      learn(next, silent_for(next.domain, 15000ms));
      continue;
    }
    ASSERT_TRUE(admitted.skip);
    EXPECT_EQ(admitted.skip->state, State::kTimedOut);
    EXPECT_FALSE(admitted.skip->inference.from.empty());
    EXPECT_NE(admitted.skip->inference.evidence.find("address:198.51.100.1"), std::string::npos);
  }
  EXPECT_EQ(visited, 2) << "one in eight";
}

TEST_F(Adaptive, VisitsEverybodyWhereAnybodyAnswered) {
  const Candidate fine = at_address("fine.example", "198.51.100.1");
  (void)ask(fine);
  learn(fine, answered(fine.domain, 403));
  learn_ten_walls();
  EXPECT_EQ(ask(at_address("new.example", "198.51.100.1")), Kind::kGo);
}

TEST_F(Adaptive, ReTestsYesterdaysWallsThroughOneOfThemAndSkipsTheOthers) {
  const auto walls = learn_ten_walls();
  begin_new_run();
  std::vector<Candidate> tested;
  std::vector<Candidate> waiting;
  for (const Candidate& wall : walls) {
    const auto admitted = strategy_->admit(wall, time_.now());
    if (admitted.kind == Kind::kGo) {
      EXPECT_EQ(admitted.allowance.total, 3s);
      tested.push_back(wall);
    } else {
      EXPECT_EQ(admitted.kind, Kind::kWait);
      waiting.push_back(wall);
    }
  }
  EXPECT_EQ(tested.size(), 2U) << "the first, and one in eight";
  time_.pass(3000ms);
  for (const Candidate& wall : tested) {
    const DomainResult result = silent_for(wall.domain, 3000ms);
    EXPECT_EQ(ask_browser(wall, result), Kind::kSkip);
    learn(wall, result);
  }
  for (const Candidate& wall : waiting) EXPECT_EQ(ask(wall), Kind::kSkip) << wall.domain;
}

TEST_F(Adaptive, GivesWallsAFullLookAgainWhenAReTestFindsAnAnswer) {
  const auto walls = learn_ten_walls();
  begin_new_run();
  EXPECT_EQ(ask(walls[0]), Kind::kGo);
  EXPECT_EQ(ask(walls[1]), Kind::kWait);
  learn(walls[0], answered(walls[0].domain));
  const auto admitted = strategy_->admit(walls[1], time_.now());
  EXPECT_EQ(admitted.kind, Kind::kGo);
  EXPECT_EQ(admitted.allowance.http, 15s);
}

TEST_F(Adaptive, ForgetsAWallAfterADay) {
  const auto walls = learn_ten_walls();
  begin_new_run();
  time_.pass(25h);
  const auto admitted = strategy_->admit(walls[3], time_.now());
  EXPECT_EQ(admitted.kind, Kind::kGo);
  EXPECT_EQ(admitted.allowance.total, 20s);
}

TEST_F(Adaptive, RenewsNoWallByAShortLook) {
  const auto walls = learn_ten_walls();
  for (int hour = 0; hour < 24; hour += 8) {
    begin_new_run();
    time_.pass(8h);
    if (ask(walls[0]) == Kind::kGo) learn(walls[0], silent_for(walls[0].domain, 3000ms));
  }
  time_.pass(1h);
  EXPECT_EQ(strategy_->admit(walls[0], time_.now()).allowance.total, 20s);
}

TEST_F(Adaptive, TakesAWallOfLessPatienceForNone) {
  facts_.put({.subject = "host:hasty.example",
              .kind = "wall_ms",
              .value = 2000,
              .samples = 1,
              .evidence = {},
              .learnt_at = time_.now().calendar,
              .expires_at = time_.now().calendar + 24h});
  const auto admitted = strategy_->admit(at_address("hasty.example", "198.51.100.1"), time_.now());
  EXPECT_EQ(admitted.allowance.total, 20s);
}

// A connect is given up before the time for HTTP is over, which makes it no less of a wall.
TEST_F(Adaptive, TakesAHostThatNeverConnectsForAWall) {
  const Candidate filtered = at_address("filtered.example", "198.51.100.1");
  const Candidate other = at_address("other.example", "198.51.100.1");
  for (const Candidate& each : {filtered, other}) {
    EXPECT_NE(ask(each), Kind::kSkip);
    time_.pass(1500ms);
    DomainResult result = silent_for(each.domain, 5000ms);
    result.cause = result.attempts.front().error = ErrorClass::kConnectTimeout;
    learn(each, result);
  }
  begin_new_run();
  EXPECT_EQ(strategy_->admit(filtered, time_.now()).allowance.total, 3s) << "a re-test";
  EXPECT_EQ(ask(other), Kind::kWait);
  DomainResult again = silent_for(filtered.domain, 1000ms);
  again.cause = again.attempts.front().error = ErrorClass::kConnectTimeout;
  learn(filtered, again);
  const auto skipped = strategy_->admit(other, time_.now());
  ASSERT_TRUE(skipped.skip);
  EXPECT_EQ(skipped.skip->state, State::kUnreachable) << "as when it was visited";
}

// Where DNS took nearly all of the time, a connection had none.
TEST_F(Adaptive, TakesAHostThatHadNoTimeToConnectForNoWall) {
  const Candidate late = at_address("late.example", "198.51.100.1");
  (void)ask(late);
  DomainResult result = silent_for(late.domain, 300ms);
  result.cause = result.attempts.front().error = ErrorClass::kConnectTimeout;
  learn(late, result);
  begin_new_run();
  EXPECT_EQ(strategy_->admit(late, time_.now()).allowance.total, 20s);
}

TEST_F(Adaptive, NeverWaitsForAReTestThatDoesNotEnd) {
  const auto walls = learn_ten_walls();
  begin_new_run();
  EXPECT_EQ(ask(walls[0]), Kind::kGo);
  EXPECT_EQ(ask(walls[1]), Kind::kWait);
  time_.pass(10s);
  EXPECT_EQ(ask(walls[1]), Kind::kGo);
}

TEST_F(Adaptive, SendsOneBrowserAgainstSilenceAndLetsTheOthersWaitForIt) {
  const Candidate first = at_address("a.example", "198.51.100.1");
  const Candidate second = at_address("b.example", "198.51.100.1");
  (void)ask(first);
  time_.pass(1s);
  (void)ask(second);
  DomainResult result = silent_for(first.domain, 15000ms);
  EXPECT_EQ(ask_browser(first, result), Kind::kGo);
  EXPECT_EQ(ask_browser(second, silent_for(second.domain, 15000ms)), Kind::kWait);
  testing::add_browser_attempt(result, ErrorClass::kNavigationTimeout, std::nullopt);
  learn(first, result);
  EXPECT_EQ(ask_browser(second, silent_for(second.domain, 15000ms)), Kind::kSkip);
}

TEST_F(Adaptive, SparesAllSiblingsTheBrowserThatWasInVainJustNow) {
  const Candidate first = at_address("a.example", "198.51.100.1");
  (void)ask(first);
  DomainResult result = silent_for(first.domain, 15000ms);
  (void)ask_browser(first, result);
  testing::add_browser_attempt(result, ErrorClass::kNavigationTimeout, std::nullopt);
  learn(first, result);
  for (int i = 0; i < 20; ++i) {
    const Candidate next = at_address("n" + std::to_string(i) + ".example", "198.51.100.1");
    EXPECT_EQ(ask_browser(next, silent_for(next.domain, 15000ms)), Kind::kSkip);
  }
  time_.pass(11min);
  int tried = 0;
  for (int i = 0; i < 16; ++i) {
    const Candidate next = at_address("m" + std::to_string(i) + ".example", "198.51.100.1");
    if (ask_browser(next, silent_for(next.domain, 15000ms)) == Kind::kGo) {
      ++tried;
      learn(next, silent_for(next.domain, 15000ms));
    }
  }
  EXPECT_EQ(tried, 2) << "one in eight";
}

TEST_F(Adaptive, LetsEveryBrowserGoWhereOneGotThroughASilence) {
  const Candidate first = at_address("a.example", "198.51.100.1");
  (void)ask(first);
  DomainResult result = answered(first.domain);
  result.attempts.insert(result.attempts.begin(),
                         silent_for(first.domain, 15000ms).attempts.front());
  testing::add_browser_attempt(result, std::nullopt, 200);
  learn(first, result);
  for (const char* domain : {"b.example", "c.example", "d.example"}) {
    const Candidate next = at_address(domain, "198.51.100.1");
    EXPECT_EQ(ask(next), Kind::kGo);
    EXPECT_EQ(ask_browser(next, silent_for(domain, 15000ms)), Kind::kGo);
  }
}

TEST_F(Adaptive, TakesAChallengeThatABrowserMetForNoWayThrough) {
  const Candidate first = at_address("a.example", "198.51.100.1");
  (void)ask(first);
  DomainResult result = silent_for(first.domain, 15000ms);
  (void)ask_browser(first, result);
  testing::add_browser_attempt(result, std::nullopt, 200);
  result.cause.reset();
  result.state = State::kChallenge;
  learn(first, result);
  const Candidate second = at_address("b.example", "198.51.100.1");
  EXPECT_EQ(ask_browser(second, silent_for(second.domain, 15000ms)), Kind::kSkip);
}

TEST_F(Adaptive, HoldsNoBrowserThatWasLostAgainstTheDomain) {
  const Candidate first = at_address("a.example", "198.51.100.1");
  (void)ask(first);
  DomainResult result = silent_for(first.domain, 15000ms);
  (void)ask_browser(first, result);
  testing::add_browser_attempt(result, ErrorClass::kBrowserLost, std::nullopt);
  learn(first, result);
  const Candidate second = at_address("b.example", "198.51.100.1");
  EXPECT_EQ(ask_browser(second, silent_for(second.domain, 15000ms)), Kind::kGo);
  const Candidate third = at_address("c.example", "198.51.100.1");
  EXPECT_EQ(ask_browser(third, silent_for(third.domain, 15000ms)), Kind::kWait);
}

TEST_F(Adaptive, SparesBrowsersWhereThreeWereRefused) {
  for (int i = 0; i < 3; ++i) {
    const Candidate refused = at_address("r" + std::to_string(i) + ".example", "198.51.100.1");
    (void)ask(refused);
    DomainResult result = answered(refused.domain, 403);
    EXPECT_EQ(ask_browser(refused, result), Kind::kGo);
    testing::add_browser_attempt(result, std::nullopt, 403);
    learn(refused, result);
  }
  int tried = 0;
  for (int i = 0; i < 16; ++i) {
    const Candidate next = at_address("n" + std::to_string(i) + ".example", "198.51.100.1");
    (void)ask(next);
    if (ask_browser(next, answered(next.domain, 403)) == Kind::kGo) ++tried;
  }
  EXPECT_EQ(tried, 2) << "one in eight";
}

TEST_F(Adaptive, GivesAHostThatAnsweredSlowlyTheTimeItNeeds) {
  strategy_ = adaptive_strategy(4000ms, facts_);
  const Candidate slow = at_address("slow.example", "198.51.100.1");
  EXPECT_EQ(strategy_->admit(slow, time_.now()).allowance.http, 3000ms);
  learn(slow, answered(slow.domain, 200, 2900ms));
  EXPECT_EQ(strategy_->admit(slow, time_.now()).allowance.http, 3625ms);
}

TEST_F(Adaptive, KeepsNoFactsOfDomainsThatSimplyAnswer) {
  for (int i = 0; i < 1000; ++i) {
    const Candidate fine = at_address("f" + std::to_string(i) + ".example", "198.51.100.1");
    (void)ask(fine);
    learn(fine, answered(fine.domain));
  }
  EXPECT_EQ(facts_.size(), 0U);
}

}  // namespace
}  // namespace tidemark::analyzer
