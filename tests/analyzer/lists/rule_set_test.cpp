#include "analyzer/lists/rule_set.hpp"

#include <gtest/gtest.h>

#include <map>

namespace tidemark::analyzer {
namespace {

constexpr auto kBlock = RuleAction::kBlock;
constexpr auto kAllow = RuleAction::kAllow;

ListRule rule(std::string_view name, RuleReach reach = RuleReach::kName,
              RuleAction action = kBlock) {
  return {.name = name, .action = action, .reach = reach};
}

std::string cover_of(const RuleSet& set, std::string_view name) {
  const auto entry = set.find(name, kBlock);
  if (!entry) return "(unknown)";
  const auto cover = set.cover_of(*entry);
  return cover ? std::string(cover->name) : "";
}

TEST(RuleSet, KeepsEachNameOnceWhereItCameFirst) {
  RuleSet set;
  EXPECT_EQ(set.add(rule("a.example"), {0, 3}), RuleSet::Added::kNew);
  EXPECT_EQ(set.add(rule("b.example"), {0, 4}), RuleSet::Added::kNew);
  EXPECT_EQ(set.add(rule("a.example"), {1, 9}), RuleSet::Added::kRepeated);
  ASSERT_EQ(set.size(), 2U);
  EXPECT_EQ(set.entry(0).name, "a.example");
  EXPECT_EQ(set.entry(0).origin.input, 0);
  EXPECT_EQ(set.entry(0).origin.line, 3U);
  EXPECT_EQ(set.entry(1).name, "b.example");
  EXPECT_EQ(set.repeated(), 1U);
}

TEST(RuleSet, AddsUpWhatIsSaidOfAName) {
  RuleSet set;
  set.add(rule("a.example"), {});
  EXPECT_EQ(set.add(rule("a.example", RuleReach::kBelow), {}), RuleSet::Added::kExtended);
  EXPECT_EQ(set.entry(0).reach, RuleReach::kTree);
  EXPECT_EQ(set.add(rule("a.example", RuleReach::kTree), {}), RuleSet::Added::kRepeated);
}

TEST(RuleSet, CoversNamesBelowATreeOnly) {
  RuleSet set;
  for (const char* name : {"x.tree.example", "y.x.tree.example", "xtree.example", "x.exact.example",
                           "tree.example.org"})
    set.add(rule(name), {});
  set.add(rule("tree.example", RuleReach::kTree), {});
  set.add(rule("exact.example"), {});
  EXPECT_EQ(cover_of(set, "x.tree.example"), "tree.example");
  EXPECT_EQ(cover_of(set, "y.x.tree.example"), "tree.example");
  EXPECT_EQ(cover_of(set, "tree.example"), "");
  EXPECT_EQ(cover_of(set, "xtree.example"), "");
  EXPECT_EQ(cover_of(set, "x.exact.example"), "");
  EXPECT_EQ(cover_of(set, "tree.example.org"), "");
}

TEST(RuleSet, NamesTheTopmostCover) {
  RuleSet set;
  set.add(rule("b.a.example", RuleReach::kTree), {});
  set.add(rule("a.example", RuleReach::kBelow), {});
  set.add(rule("c.b.a.example"), {});
  EXPECT_EQ(cover_of(set, "c.b.a.example"), "a.example");
  EXPECT_EQ(cover_of(set, "b.a.example"), "a.example");
}

TEST(RuleSet, KeepsAllowRulesApart) {
  RuleSet set;
  set.add(rule("a.example", RuleReach::kTree, kAllow), {});
  EXPECT_EQ(set.add(rule("a.example"), {}), RuleSet::Added::kNew);
  set.add(rule("x.a.example"), {});
  EXPECT_EQ(set.size(), 3U);
  // An allow rule covers no block rule, but takes it back.
  EXPECT_EQ(cover_of(set, "x.a.example"), "");
  EXPECT_TRUE(set.is_allowed(*set.find("x.a.example", kBlock)));
  EXPECT_TRUE(set.is_allowed(*set.find("a.example", kBlock)));
}

TEST(RuleSet, TakesBackNoMoreThanIsAllowed) {
  RuleSet set;
  set.add(rule("tree.example", RuleReach::kTree), {});
  set.add(rule("tree.example", RuleReach::kName, kAllow), {});
  set.add(rule("below.tree.example"), {});
  EXPECT_FALSE(set.is_allowed(*set.find("tree.example", kBlock)));
  EXPECT_FALSE(set.is_allowed(*set.find("below.tree.example", kBlock)));
  ListRule important = rule("hard.example");
  important.important = true;
  set.add(important, {});
  set.add(rule("hard.example", RuleReach::kTree, kAllow), {});
  EXPECT_FALSE(set.is_allowed(*set.find("hard.example", kBlock)));
}

TEST(RuleSet, AnImportantRuleIsCoveredByAnImportantOneOnly) {
  RuleSet set;
  ListRule important = rule("x.a.example");
  important.important = true;
  set.add(rule("a.example", RuleReach::kTree), {});
  set.add(important, {});
  EXPECT_EQ(cover_of(set, "x.a.example"), "");
  ListRule above = rule("a.example", RuleReach::kTree);
  above.important = true;
  set.add(above, {});
  EXPECT_EQ(cover_of(set, "x.a.example"), "a.example");
}

TEST(RuleSet, KeepsTheListsOwnLetters) {
  RuleSet set;
  ListRule written = rule("xn--bcher-kva.example");
  written.written = "bücher.example";
  set.add(written, {});
  set.add(rule("plain.example"), {});
  EXPECT_EQ(set.entry(0).written, "bücher.example");
  EXPECT_EQ(set.entry(1).written, "");
}

// Against std::map, over many growths and pieces of text.
TEST(RuleSet, FindsWhateverItWasGiven) {
  RuleSet set;
  std::map<std::string, std::uint32_t> known;
  for (std::uint32_t i = 0; i < 120000; ++i) {
    const std::string name =
        std::string(i % 60 + 1, 'x') + "." + std::to_string(i * 7919 % 100003) + ".example";
    const bool fresh = known.try_emplace(name, i).second;
    EXPECT_EQ(set.add(rule(name), {0, i}) == RuleSet::Added::kNew, fresh);
  }
  ASSERT_EQ(set.size(), known.size());
  for (const auto& [name, line] : known) {
    const auto entry = set.find(name, kBlock);
    ASSERT_TRUE(entry) << name;
    ASSERT_EQ(entry->name, name);
    ASSERT_EQ(entry->origin.line, line);
  }
  EXPECT_FALSE(set.find("unknown.example", kBlock));
  EXPECT_LT(set.bytes() / set.size(), 100U);
}

}  // namespace
}  // namespace tidemark::analyzer
