// Work that was not done, and answers that change.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/harness/work_story.hpp"

namespace tidemark::harness {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::vector<std::string> kTasks = {"a.com", "b.com", "c.com", "d.com"};

// A cycle in which the last so many tasks get no answer.
void leave_undone(WorkStory& story, std::size_t undone) {
  story.begin(static_cast<int>(kTasks.size()));
  for (const std::string& task : kTasks) story.hand_over(task);
  for (std::size_t i = 0; i + undone < kTasks.size(); ++i) story.answer(kTasks[i]);
  story.drain();
  story.rest();
}

TEST(Unanswered, NamesCyclesAndTasks) {
  WorkStory story;
  story.cycle(kTasks);
  leave_undone(story, 2);
  story.cycle(kTasks);
  leave_undone(story, 1);
  const auto troubles = story.troubles();
  ASSERT_THAT(troubles, SizeIs(1));
  EXPECT_EQ(troubles[0].kind, FindingKind::kUnanswered);
  EXPECT_EQ(troubles[0].explanation,
            "3 of 16 tasks were never answered: in cycle 2 c.com and d.com; in cycle 4 d.com");
  EXPECT_THAT(troubles[0].counts, ElementsAre(0, 2, 0, 1));
  EXPECT_FALSE(troubles[0].leak);
  EXPECT_THAT(troubles[0].advice.fix, HasSubstr("budget"));
}

TEST(Unanswered, IsSilentWhereAllWasDone) {
  WorkStory story;
  for (int i = 0; i < 5; ++i) story.cycle(kTasks);
  EXPECT_THAT(story.troubles(), IsEmpty());
}

TEST(Unanswered, DoesNotBlameTheSubjectForACycleThatWeCutOff) {
  WorkStory story;
  story.cycle(kTasks);
  story.begin(4);
  story.hand_over("a.com");
  story.tell(kSubjectEnded, R"({"status":"exit code 0"})");
  EXPECT_THAT(story.troubles(), IsEmpty());
}

TEST(Unanswered, NamesTheCycleInWhichTheSubjectFailed) {
  WorkStory story;
  story.begin(4);
  for (const std::string& task : kTasks) story.hand_over(task);
  story.answer("a.com");
  story.tell(kGivenUp, R"({"cycle":1,"why":"stuck"})");
  story.tell(kSubjectEnded, R"({"status":"killed by SIGKILL"})");
  const auto troubles = story.troubles();
  ASSERT_THAT(troubles, SizeIs(1));
  EXPECT_EQ(troubles[0].explanation,
            "3 of 4 tasks were never answered: in cycle 1 b.com, c.com and d.com, when the subject "
            "failed");
}

TEST(Unanswered, DoesNotGuessNamesOfASubjectThatAnswersNothing) {
  WorkStory story;
  story.begin(4);
  for (const std::string& task : kTasks) story.hand_over(task);
  // The sites were asked for three of them: which, nobody told.
  story.tell(kCycleDrained, R"({"cycle":1,"answered":3})");
  const auto troubles = story.troubles();
  ASSERT_THAT(troubles, SizeIs(1));
  EXPECT_EQ(troubles[0].explanation, "1 of 4 tasks was never answered: in cycle 1 1 of them");
}

TEST(Unanswered, BoundsWhatItNames) {
  WorkStory story;
  for (int i = 0; i < 9; ++i) leave_undone(story, 4);
  const auto troubles = story.troubles();
  ASSERT_THAT(troubles, SizeIs(1));
  EXPECT_THAT(troubles[0].explanation, HasSubstr("a.com, b.com, c.com and 1 more"));
  EXPECT_THAT(troubles[0].explanation, HasSubstr("; and in 5 more cycles"));
}

// `cycles` cycles of twenty tasks; `outcome(cycle, task)` says how each ends.
template <typename Outcome>
WorkStory told_story(int cycles, const Outcome& outcome) {
  WorkStory story;
  for (int cycle = 1; cycle <= cycles; ++cycle) {
    story.begin(20);
    for (int task = 0; task < 20; ++task) {
      const std::string name = "site" + std::to_string(task) + ".com";
      story.hand_over(name);
      story.answer(name, outcome(cycle, task));
    }
    story.drain();
    story.rest();
  }
  return story;
}

TEST(ChangedAnswers, NamesTasksThatEndOtherwiseThanTheyDid) {
  auto story = told_story(
      10, [](int cycle, int task) { return cycle >= 6 && task < 3 ? "timeout" : "alive"; });
  const auto troubles = story.troubles();
  ASSERT_THAT(troubles, SizeIs(1));
  EXPECT_EQ(troubles[0].kind, FindingKind::kAnswersChanged);
  EXPECT_THAT(troubles[0].explanation,
              HasSubstr("3 of 20 tasks ended alike up to cycle 4 and otherwise in the last 3 "
                        "cycles: site0.com (alive, now timeout)"));
}

TEST(ChangedAnswers, ForgivesABadSpell) {
  auto story = told_story(12, [](int cycle, int task) {
    return cycle >= 6 && cycle <= 9 && task < 10 ? "timeout" : "alive";
  });
  EXPECT_THAT(story.troubles(), IsEmpty());
}

TEST(ChangedAnswers, DoesNotTakeChanceForAChange) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    std::mt19937 random(seed);
    auto story = told_story(
        16, [&](int, int task) { return task < 10 && random() % 2 == 0 ? "timeout" : "alive"; });
    EXPECT_THAT(story.troubles(), IsEmpty()) << seed;
  }
}

TEST(ChangedAnswers, DoesNotCountCyclesInWhichFaultsStruck) {
  WorkStory story;
  for (int cycle = 1; cycle <= 12; ++cycle) {
    story.begin(4);
    if (cycle > 9) story.tell(kFaultStruck, R"({"kind":"network_cut"})");
    for (const std::string& task : kTasks) {
      story.hand_over(task);
      story.answer(task, cycle > 9 ? "unreachable" : "alive");
    }
    story.drain();
    story.rest();
  }
  EXPECT_THAT(story.troubles(), IsEmpty());
}

}  // namespace
}  // namespace tidemark::harness
