#include "analyzer/advice/variants.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidemark::analyzer {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

RuleSet rules(const std::vector<ListRule>& all) {
  RuleSet set;
  for (const ListRule& rule : all) set.add(rule, {});
  return set;
}

std::vector<std::string> candidates(const RuleSet& list) {
  std::vector<std::string> names;
  for (const VariantCandidate& candidate : variant_candidates(
           "food", list, ListedNames(list), GuardList::built_in(), VariantData::built_in())) {
    names.push_back(candidate.domain);
  }
  return names;
}

NameAnswer at(std::vector<std::string> addresses, std::vector<std::string> cnames = {}) {
  return {.facts = {.addresses = std::move(addresses), .cnames = std::move(cnames)}, .error = {}};
}
NameAnswer none(ErrorClass error) { return {.facts = {}, .error = error}; }

const VariantCandidate kTwin{"burger.de", "food", "burger.com", "de"};
const VariantCandidate kWww{"www.burger.com", "food", "burger.com", ""};

JudgedVariant judged(const VariantCandidate& candidate, const NameAnswer& answer,
                     const NameAnswer& listed = at({"192.0.2.1"}),
                     const NameAnswer& made_up = none(ErrorClass::kDnsNxdomain)) {
  return judge_variant(candidate, answer, listed, made_up, VariantData::built_in());
}

TEST(Variants, AreOtherEndingsAndTheWwwOrApexTwin) {
  EXPECT_THAT(candidates(rules({{.name = "burger.com"}})),
              IsSupersetOf({"burger.de", "burger.co.uk", "burger.net", "www.burger.com"}));
  EXPECT_THAT(candidates(rules({{.name = "www.burger.com"}})),
              IsSupersetOf({"burger.com", "burger.de"}));
}

TEST(Variants, LeaveOutWhatIsListedAllowedOrGuarded) {
  const auto found = candidates(rules({{.name = "burger.com", .reach = RuleReach::kTree},
                                       {.name = "burger.de"},
                                       {.name = "burger.it", .action = RuleAction::kAllow},
                                       {.name = "order.pizza.com"},
                                       {.name = "kf.com"},
                                       {.name = "amazon.com"}}));
  EXPECT_THAT(found, Contains("burger.es"));
  for (const char* name : {"www.burger.com", "burger.de", "burger.it", "pizza.com", "pizza.de",
                           "kf.de", "amazon.de"}) {
    EXPECT_THAT(found, Not(Contains(name)));
  }
}

TEST(Variants, AreSureOnlyWhereDnsTiesThemToTheBrand) {
  const auto stranger = judged(kTwin, at({"198.51.100.9"}));
  ASSERT_EQ(stranger.verdict, VariantVerdict::kRecommended);
  EXPECT_EQ(stranger.advice->confidence, Confidence::kLow);
  EXPECT_THAT(stranger.advice->evidence, Contains("nothing in DNS ties it to burger.com"));

  EXPECT_EQ(judged(kTwin, at({"192.0.2.1"})).advice->confidence, Confidence::kMedium);
  EXPECT_EQ(judged(kTwin, at({"198.51.100.9"}, {"www.burger.com"})).advice->confidence,
            Confidence::kHigh);
  EXPECT_EQ(judged(kWww, at({"192.0.2.1"})).advice->confidence, Confidence::kHigh);
  EXPECT_EQ(judged(kWww, at({"198.51.100.9"})).advice->confidence, Confidence::kMedium);
}

TEST(Variants, NoAnswerIsNotAbsence) {
  EXPECT_EQ(judged(kTwin, none(ErrorClass::kDnsNxdomain)).verdict, VariantVerdict::kAbsent);
  EXPECT_EQ(judged(kTwin, none(ErrorClass::kDnsNoData)).verdict, VariantVerdict::kAbsent);
  for (const ErrorClass error : {ErrorClass::kDnsServfail, ErrorClass::kDnsTimeout,
                                 ErrorClass::kDnsRefused, ErrorClass::kDnsFailed}) {
    EXPECT_EQ(judged(kTwin, none(error)).verdict, VariantVerdict::kUnknown);
  }
  // A resolver that blocks.
  EXPECT_EQ(judged(kTwin, at({"0.0.0.0"})).verdict, VariantVerdict::kUnknown);
}

TEST(Variants, WildcardsAndParkedNamesAreNobodys) {
  const NameAnswer wild = at({"198.51.100.9", "198.51.100.10"});
  EXPECT_EQ(judged(kTwin, at({"198.51.100.10"}), at({"192.0.2.1"}), wild).verdict,
            VariantVerdict::kNobodys);
  EXPECT_EQ(judged(kTwin, at({"192.0.2.1"}), at({"192.0.2.1"}), wild).verdict,
            VariantVerdict::kRecommended);
  EXPECT_EQ(judged(kTwin, at({"91.195.241.7"})).verdict, VariantVerdict::kNobodys);
  EXPECT_EQ(judged(kTwin, at({"91.195.242.7"})).verdict, VariantVerdict::kRecommended);
}

}  // namespace
}  // namespace tidemark::analyzer
