// Rule files: what is wrong with one is said with its place, and what a user's own does.
#include "analyzer/rules/rule_file.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "analyzer/rules/built_in_rules.hpp"
#include "analyzer/rules/rule_book.hpp"

namespace tidemark::analyzer {
namespace {

using ::testing::HasSubstr;

std::string file_with(std::string_view rule, std::string_view more = "") {
  return fmt::format(
      R"({{"schema": "tidemark.rules/1", "version": "1", {} "groups": [{{"name": "acme", "rules": [{}]}}]}})",
      more, rule);
}

std::string rule_with(std::string_view when, std::string_view means = "block") {
  return fmt::format(
      R"({{"id": "wall", "means": "{}", "confidence": "high", "when": {}, "source": "seen"}})",
      means, when);
}

std::string refusal(std::string_view text) {
  const auto file = parse_rule_file(text, "my.json");
  return file ? "accepted" : file.error().message;
}

TEST(RuleFile, OfTheProgramAreGood) {
  EXPECT_TRUE(parse_rule_file(kProtectionRules, "protection.json"));
  EXPECT_TRUE(parse_rule_file(kPageKindRules, "page_kinds.json"));
  EXPECT_GT(RuleBook::built_in().rules().size(), 100U);
}

TEST(RuleFile, SaysWhereItIsWrong) {
  EXPECT_THAT(refusal("{\n  \"schema\": ]"), HasSubstr("my.json: line 2, column 13: "));
  EXPECT_EQ(refusal("[]"), "my.json: the document must be an object");
  EXPECT_EQ(refusal(R"({"schema": "x"})"), "my.json: /schema must be \"tidemark.rules/1\"");
  EXPECT_EQ(refusal(file_with("{}")), "my.json: /groups/0/rules/0 has no \"id\"");
  EXPECT_EQ(refusal(file_with(rule_with(R"([{"title": "x"}])", "evil"))),
            "my.json: /groups/0/rules/0/means must be present, challenge, block, or a state that a "
            "page can show (parked, for_sale, suspended, placeholder, dead, error_page, refused, "
            "rate_limited)");
  EXPECT_EQ(refusal(file_with(rule_with("[]"))),
            "my.json: /groups/0/rules/0/when must be a list with something in it");
  EXPECT_EQ(refusal(file_with(rule_with(R"([{"any": [{"titel": "x"}]}])"))),
            "my.json: /groups/0/rules/0/when/0/any/0 \"titel\" is no condition");
  EXPECT_EQ(refusal(file_with(rule_with(R"([{"status": [99]}])"))),
            "my.json: /groups/0/rules/0/when/0/status/0 must be a whole number from 100 to 999");
  EXPECT_EQ(refusal(file_with(rule_with(R"([{"title": "x", "text": "y"}])"))),
            "my.json: /groups/0/rules/0/when/0 must have exactly one key");
}

TEST(RuleFile, RefusesPatternsThatRe2DoesNotTake) {
  const auto refusal_of = [](std::string_view pattern) {
    return refusal(file_with(rule_with(fmt::format(R"([{{"title": "{}"}}])", pattern))));
  };
  EXPECT_THAT(refusal_of("("),
              HasSubstr("/groups/0/rules/0/when/0/title is no regular expression"));
  EXPECT_THAT(refusal_of("(?=x)"), HasSubstr("no regular expression"));
  EXPECT_THAT(refusal_of("x*"), HasSubstr("matches where there is nothing"));
  EXPECT_THAT(refusal_of("((x{100}){100}){100}"), HasSubstr("no regular expression"));
}

TEST(RuleFile, RefusesWhatItDoesNotKnowAndWhatIsThereTwice) {
  EXPECT_THAT(refusal(file_with(rule_with(R"([{"title": "x"}])"), R"("extra": 1,)")),
              HasSubstr("\"extra\" is no key here"));
  const std::string rule = rule_with(R"([{"title": "x"}])");
  EXPECT_THAT(refusal(file_with(rule + "," + rule)), HasSubstr("acme/wall is there twice"));
}

TEST(RuleFile, SurvivesNestingWithoutEnd) {
  EXPECT_NE(refusal(std::string(1'000'000, '[') + std::string(1'000'000, ']')), "accepted");
  std::string when = R"([{"title": "x"}])";
  for (int i = 0; i < 10; ++i) when = fmt::format(R"([{{"any": {}}}])", when);
  EXPECT_THAT(refusal(file_with(rule_with(when))), HasSubstr("nested too deep"));
}

std::vector<std::string> ids_in(const RuleBook& book) {
  std::vector<std::string> ids;
  for (const Rule& rule : book.rules()) ids.push_back(rule.id);
  return ids;
}

TEST(RuleFile, OfAUserAddsToTheProgramsRules) {
  const auto own = parse_rule_file(
      file_with(rule_with(R"([{"title": "x"}])"), R"("without": ["cloudflare/proxy"],)"),
      "my.json");
  ASSERT_TRUE(own) << own.error().message;
  const auto book = RuleBook::with(*own);
  ASSERT_TRUE(book) << book.error().message;
  const auto ids = ids_in(*book);
  EXPECT_EQ(ids.size(), RuleBook::built_in().rules().size());
  EXPECT_EQ(ids.front(), "acme/wall");
  EXPECT_THAT(ids, ::testing::Not(::testing::Contains("cloudflare/proxy")));
}

TEST(RuleFile, OfAUserReplacesARuleOfTheSameId) {
  std::string text = file_with(rule_with(R"([{"title": "x"}])"));
  text.replace(text.find("acme"), 4, "f5");
  text.replace(text.find("wall"), 4, "block");
  const auto own = parse_rule_file(text, "my.json");
  ASSERT_TRUE(own) << own.error().message;
  const auto book = RuleBook::with(*own);
  ASSERT_TRUE(book);
  EXPECT_EQ(book->rules().size(), RuleBook::built_in().rules().size());
  const auto rule = std::ranges::find(book->rules(), "f5/block", &Rule::id);
  ASSERT_NE(rule, book->rules().end());
  EXPECT_EQ(rule->when.size(), 1U);
}

TEST(RuleFile, OfAUserMayStandAlone) {
  const auto own = parse_rule_file(
      file_with(rule_with(R"([{"title": "x"}])"), R"("replaces_built_in": true,)"), "my.json");
  ASSERT_TRUE(own) << own.error().message;
  EXPECT_THAT(ids_in(*RuleBook::with(*own)), ::testing::ElementsAre("acme/wall"));
}

TEST(RuleFile, MustNotExcludeWhatIsNotThere) {
  const auto own = parse_rule_file(
      file_with(rule_with(R"([{"title": "x"}])"), R"("without": ["no/such"],)"), "my.json");
  ASSERT_TRUE(own);
  const auto book = RuleBook::with(*own);
  ASSERT_FALSE(book);
  EXPECT_THAT(book.error().message, HasSubstr("no/such"));
}

TEST(RuleFile, ThatIsNotThereIsSaidSo) {
  const auto file = load_rule_file("/no/such/rules.json");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::kBadInput);
  EXPECT_THAT(file.error().message, HasSubstr("/no/such/rules.json"));
}

}  // namespace
}  // namespace tidemark::analyzer
