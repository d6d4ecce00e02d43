#include "analyzer/tasks/list_tasks.hpp"

#include <gtest/gtest.h>

namespace tidemark::analyzer {
namespace {

using Told = std::vector<std::string>;

// Lists and streams in, tasks out as text: "source kind domain (reason)".
class ListTasksTest : public ::testing::Test {
 protected:
  void read(const std::string& name, std::string_view text, bool stream = false) {
    tasks_.begin(name, stream);
    if (auto read = tasks_.feed(text); !read) told_.push_back(read.error().message);
    if (auto read = tasks_.finish(); !read) told_.push_back(read.error().message);
  }
  void set(const InputRules& rules) { tasks_ = ListTasks(rules, emit_); }

  Told told_;
  ListTasks::Emit emit_ = [this](Task task) {
    std::string text = task.source + " ";
    if (task.kind != Task::Kind::kVisit) text += std::string(to_string(task.kind)) + " ";
    text += task.domain;
    if (!task.reason.empty()) text += "(" + task.reason + ")";
    told_.push_back(std::move(text));
    return true;
  };
  ListTasks tasks_{{}, emit_};
};

TEST_F(ListTasksTest, VisitsEachNameOfAllListsOnceInTheirOrder) {
  read("a.txt", "x.tree.example\nb.example\n0.0.0.0 c.example d.example\n");
  read("b.txt", "b.example\n||tree.example^\nB.EXAMPLE\n");
  EXPECT_TRUE(told_.empty());
  const InputCounts counts = tasks_.counts();
  EXPECT_EQ(counts.collected, 4U);
  EXPECT_EQ(counts.repeated, 2U);
  EXPECT_EQ(counts.covered, 1U);
  tasks_.emit_collected();
  EXPECT_EQ(told_, (Told{"a.txt:2 b.example", "a.txt:3 c.example", "a.txt:3 d.example",
                         "b.txt:2 tree.example"}));
}

TEST_F(ListTasksTest, RefusesLinesAtOnce) {
  read("a.txt", "good.example\nlocalhost\n");
  EXPECT_EQ(told_, (Told{"a.txt:2 rejected ('localhost' is a single word, not a domain)"}));
}

TEST_F(ListTasksTest, AnswersAllowRulesWithoutAVisit) {
  read("a.txt", "@@||good.example^\n||bad.example^\n");
  tasks_.emit_collected();
  EXPECT_EQ(told_, (Told{"a.txt:1 allowed good.example(an allow rule)", "a.txt:2 bad.example"}));
}

TEST_F(ListTasksTest, VisitsAllowedNamesOnRequestButNoNameTwice) {
  set({.visit_allowed = true});
  read("a.txt", "@@||good.example^\n||bad.example^\n@@||bad.example^\n");
  tasks_.emit_collected();
  EXPECT_EQ(told_, (Told{"a.txt:1 good.example", "a.txt:2 bad.example"}));
}

TEST_F(ListTasksTest, AnswersEveryNameOfAStreamWheneverItComes) {
  read("stdin", "||a.example^\nx.a.example\na.example\na.example\n@@||b.example^", true);
  EXPECT_EQ(told_, (Told{"stdin:1 a.example", "stdin:2 x.a.example", "stdin:3 a.example",
                         "stdin:4 a.example", "stdin:5 allowed b.example(an allow rule)"}));
}

TEST_F(ListTasksTest, SaysOnAStreamWhereARepeatedNameCameFirst) {
  set({.dedupe = Dedupe::kCovered});
  read("stdin", "||a.example^\nx.a.example\nb.example\nb.example", true);
  EXPECT_EQ(told_,
            (Told{"stdin:1 a.example",
                  "stdin:2 repeated x.a.example(covered by the rule for a.example on stdin:1)",
                  "stdin:3 b.example", "stdin:4 repeated b.example(asked for on stdin:3)"}));
}

TEST_F(ListTasksTest, KeepsCoveredOrRepeatedNamesOfListsOnRequest) {
  set({.dedupe = Dedupe::kSame});
  read("a.txt", "||a.example^\nx.a.example\na.example\n");
  tasks_.emit_collected();
  EXPECT_EQ(told_, (Told{"a.txt:1 a.example", "a.txt:2 x.a.example"}));
  told_.clear();
  set({.dedupe = Dedupe::kNone});
  read("a.txt", "a.example\na.example\n");
  tasks_.emit_collected();
  EXPECT_EQ(told_, (Told{"a.txt:1 a.example", "a.txt:2 a.example"}));
}

TEST_F(ListTasksTest, TakesSuffixesAndAddressesOnTheCommandLineOnly) {
  tasks_.take_argument({"github.io", 1});
  tasks_.take_argument({"192.0.2.7", 2});
  read("a.txt", "github.io\n192.0.2.7");
  ASSERT_EQ(told_.size(), 2U);
  EXPECT_TRUE(told_[0].starts_with("a.txt:1 rejected")) << told_[0];
  told_.clear();
  tasks_.emit_collected();
  EXPECT_EQ(told_, (Told{"argument 1 github.io", "argument 2 192.0.2.7"}));
}

TEST_F(ListTasksTest, TakesNothingOfAPageThatIsNoList) {
  read("page.html", "<!doctype html>\n<p>a.example\nb.example\n");
  tasks_.emit_collected();
  ASSERT_EQ(told_.size(), 1U);
  EXPECT_TRUE(told_[0].starts_with("page.html is an HTML page")) << told_[0];
}

TEST_F(ListTasksTest, ReadsAsPiholeDoesOnRequest) {
  set({.dialect = Dialect::kPihole});
  read("a.txt", "||a.example^\n*.b.example\n");
  tasks_.emit_collected();
  EXPECT_EQ(told_, (Told{"a.txt:2 rejected ('*.b.example' is no domain for Pi-hole)",
                         "a.txt:1 a.example"}));
}

TEST_F(ListTasksTest, TellsTheLettersOfTheList) {
  Task last;
  ListTasks tasks({}, [&](Task task) {
    last = std::move(task);
    return true;
  });
  tasks.begin("a.txt", false);
  ASSERT_TRUE(tasks.feed("pаypal.example\n"));
  ASSERT_TRUE(tasks.finish());
  tasks.emit_collected();
  EXPECT_EQ(last.domain, "xn--pypal-4ve.example");
  EXPECT_EQ(last.written, "pаypal.example");
  EXPECT_TRUE(last.mixes_scripts);
}

}  // namespace
}  // namespace tidemark::analyzer
