#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "analyzer/listedit/edit_plan.hpp"
#include "analyzer/listedit/list_lines.hpp"

namespace tidemark::analyzer {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string numbered(int count) {
  std::string list;
  for (int i = 0; i < count; ++i) list += "n" + std::to_string(i) + ".example\n";
  return list;
}

// Edits by hand, whatever they mean.
std::string applied(std::string_view content, const std::vector<LineEdit>& edits) {
  const ListLines list = read_list_lines(content);
  std::string out;
  auto edit = edits.begin();
  for (std::size_t line = 0; line <= list.lines.size(); ++line) {
    const LineEdit* here = edit != edits.end() && edit->line == line ? &*edit++ : nullptr;
    const bool first = here != nullptr && here->before;
    if (first) {
      for (const std::string& text : here->adds) out += text;
    }
    if (line < list.lines.size() && (here == nullptr || !here->removes)) {
      out += std::string(list.lines[line].text) + std::string(list.lines[line].ending);
    }
    if (here != nullptr && !first) {
      for (const std::string& text : here->adds) out += text;
    }
  }
  return out;
}

TEST(LineDiff, ShowsWhatDiffShows) {
  const std::string list = numbered(20);
  const auto plan = plan_edits(
      list, {{true, "n2.example"}, {true, "n14.example"}, {false, "new.example"}}, "food.txt");
  ASSERT_TRUE(plan);
  EXPECT_EQ(unified_diff(list, plan->edits, "food.txt"),
            "--- food.txt\n+++ food.txt\n"
            "@@ -1,6 +1,5 @@\n n0.example\n n1.example\n-n2.example\n n3.example\n n4.example\n"
            " n5.example\n"
            "@@ -12,9 +11,9 @@\n n11.example\n n12.example\n n13.example\n-n14.example\n"
            " n15.example\n n16.example\n n17.example\n n18.example\n n19.example\n+new.example\n");
}

TEST(LineDiff, ShowsAMissingNewlineAndNothingOfATerminal) {
  const std::string list = "a.example # \x1b[31m\xff\nb.example";
  const auto plan = plan_edits(list, {{false, "c.example"}}, "food.txt");
  ASSERT_TRUE(plan);
  const std::string diff = unified_diff(list, plan->edits, "food\x1b.txt");
  EXPECT_THAT(diff, Not(HasSubstr("\x1b")));
  EXPECT_THAT(diff, HasSubstr("-b.example\n\\ No newline at end of file\n+b.example\n+c.example\n"
                              "\\ No newline at end of file\n"));
}

TEST(LineDiff, AnEditOfAnEmptyListIsOne) {
  const auto plan = plan_edits("", {{false, "a.example"}}, "food.txt");
  ASSERT_TRUE(plan);
  EXPECT_EQ(unified_diff("", plan->edits, "f"), "--- f\n+++ f\n@@ -0,0 +1 @@\n+a.example\n");
}

TEST(LineDiff, TheInverseOfAnyEditTakesItBack) {
  std::mt19937 random(7);
  const auto roll = [&](unsigned sides) { return static_cast<unsigned>(random() % sides); };
  for (int round = 0; round < 2000; ++round) {
    const std::string content = numbered(static_cast<int>(roll(8)));
    const std::size_t lines = read_list_lines(content).lines.size();
    std::vector<LineEdit> edits;
    for (std::size_t line = 0; line <= lines; ++line) {
      if (roll(2) == 0) continue;
      LineEdit edit{.line = line, .removes = line < lines && roll(2) == 0, .before = roll(2) == 0};
      for (unsigned more = roll(3); more > 0; --more) {
        edit.adds.push_back("a" + std::to_string(roll(100)) + ".example\n");
      }
      if (edit.removes || !edit.adds.empty()) edits.push_back(edit);
    }
    const std::string after = applied(content, edits);
    const std::vector<LineEdit> inverse = inverse_of(edits, content);
    ASSERT_EQ(applied(after, inverse), content) << "round " << round;
  }
}

TEST(LineDiff, EditsOfAnotherListHaveNoInverse) {
  EXPECT_TRUE(inverse_of({{.line = 5, .removes = true}}, "a.example\n").empty());
  EXPECT_TRUE(inverse_of({{.line = 1, .removes = true}}, "a.example\n").empty());
}

}  // namespace
}  // namespace tidemark::analyzer
