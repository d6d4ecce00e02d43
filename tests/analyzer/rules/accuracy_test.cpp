// The rules against answers whose meaning is known.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/verdict_accuracy.hpp"

namespace tidemark::tests {
namespace {

const std::vector<LabelledResponse>& responses() {
  static const auto all = load_labelled_responses(LABELLED_RESPONSES);
  return all;
}

const analyzer::RuleBook& rules() {
  static const auto book = analyzer::RuleBook::built_in();
  return book;
}

const Accuracy& accuracy() {
  static const Accuracy measured = measure(responses(), rules());
  return measured;
}

TEST(Accuracy, IsMeasuredOnEnoughResponses) {
  EXPECT_GE(responses().size(), 120U);
  for (const LabelledResponse& response : responses()) {
    EXPECT_NE(response.state, "") << response.name;
    EXPECT_GE(response.status, 100) << response.name;
  }
}

TEST(Accuracy, EveryRuleHasAResponseThatProvesIt) {
  for (const analyzer::Rule& rule : rules().rules()) {
    EXPECT_TRUE(accuracy().proven.contains(rule.id))
        << "no labelled response is recognised by " << rule.id;
  }
}

TEST(Accuracy, NothingIsCalledAChallengeOrBlockThatIsNone) {
  for (const auto& [key, tally] : accuracy().vendors) {
    if (key.second == "present") continue;
    EXPECT_EQ(tally.wrong, 0) << key.first << " " << key.second;
  }
  for (const char* state : {"challenge", "blocked"}) {
    const auto found = accuracy().states.find(state);
    ASSERT_NE(found, accuracy().states.end());
    EXPECT_EQ(found->second.wrong, 0) << state;
  }
}

TEST(Accuracy, IsWhatItWas) { EXPECT_THAT(accuracy().mistakes, ::testing::IsEmpty()); }

}  // namespace
}  // namespace tidemark::tests
