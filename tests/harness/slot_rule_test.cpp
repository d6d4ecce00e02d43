// Slots that are lost, and slots that are given back twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/work_story.hpp"

namespace tidemark::harness {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// A cycle of one task that takes a slot; whether it gives it back, and how often.
void cycle_of(WorkStory& story, const std::string& task, int times_back, Pid browser = 0) {
  story.begin(1);
  story.hand_over(task);
  story.take_slot(task, 1, browser);
  story.pass(milliseconds(100));
  for (int i = 0; i < times_back; ++i) {
    story.give_back(task);
    story.pass(milliseconds(10));
  }
  story.answer(task);
  story.drain();
  story.rest();
}

TEST(Slots, OfWhichAllComeBackAreNoTrouble) {
  WorkStory story;
  for (int i = 0; i < 8; ++i) cycle_of(story, "a.com", 1);
  EXPECT_THAT(story.troubles(), IsEmpty());
}

TEST(Slots, LostOnesAreNamedByTheirTasks) {
  WorkStory story;
  const Pid browser = story.rests().start("browser");
  cycle_of(story, "a.com", 1, browser);
  cycle_of(story, "b.com", 0, browser);
  cycle_of(story, "c.com", 0, 4711);  // a browser that has ended
  for (int i = 0; i < 3; ++i) cycle_of(story, "d.com", 1, browser);
  const auto troubles = story.troubles();
  ASSERT_THAT(troubles, SizeIs(1));
  EXPECT_EQ(troubles[0].kind, FindingKind::kSlotsLost);
  EXPECT_EQ(troubles[0].explanation,
            "2 slots are still in use though their tasks have ended, taken by b.com (cycle 2), "
            "c.com (cycle 3): 0 in use after warm-up, 2 now; 1 of their 2 browsers has ended");
  EXPECT_THAT(troubles[0].counts, ElementsAre(0, 1, 2, 2, 2, 2));
  ASSERT_THAT(troubles[0].culprits, SizeIs(1));
  EXPECT_EQ(troubles[0].culprits[0].pid, browser);
}

TEST(Slots, NeverDecideTheVerdict) {
  WorkStory story;
  for (int i = 0; i < 8; ++i) cycle_of(story, "a.com", i % 2);
  const auto judgement = story.judged();
  EXPECT_EQ(judgement.verdict, Verdict::kStable) << judgement.reason;
  EXPECT_THAT(judgement.findings, SizeIs(1));
}

TEST(Slots, ThatASubjectKeepsFromItsStartAreNotLost) {
  WorkStory story;
  story.take_slot("", 1);
  story.rest();
  for (int i = 0; i < 6; ++i) story.cycle({"a.com"});
  EXPECT_THAT(story.troubles(), IsEmpty());
}

TEST(Slots, ThatChangeHandsWhileAsManyStayInUseAreNotLost) {
  WorkStory story;
  for (int i = 0; i < 8; ++i) {
    story.begin(1);
    story.hand_over("a.com");
    if (i > 0) story.give_back("pool", i - 1);
    story.take_slot("pool", i);
    story.answer("a.com");
    story.drain();
    story.rest();
  }
  EXPECT_THAT(story.troubles(), IsEmpty());
}

TEST(Slots, ThatComeBackInTheNextCycleAreNotLost) {
  WorkStory story;
  cycle_of(story, "a.com", 1);
  cycle_of(story, "late.com", 0);
  story.give_back("late.com");
  for (int i = 0; i < 3; ++i) cycle_of(story, "a.com", 1);
  cycle_of(story, "late.com", 0);  // and one that may come back yet
  EXPECT_THAT(story.troubles(), IsEmpty());
}

TEST(Slots, AreAllLostWhenASubjectGetsStuck) {
  WorkStory story;
  cycle_of(story, "a.com", 0);
  cycle_of(story, "b.com", 0);
  story.begin(2);  // its pool of two has run dry
  for (const char* task : {"c.com", "d.com"}) {
    story.hand_over(task);
    story.tell("subject.slot_wait",
               fmt::format(R"({{"event":"slot_wait","worker":1,"task":"{}"}})", task));
  }
  story.tell(kGivenUp, R"({"cycle":3,"why":"stuck"})");
  story.tell(kSubjectEnded, R"({"status":"killed by SIGKILL"})");
  const auto troubles = story.troubles();
  ASSERT_THAT(troubles, SizeIs(2));
  EXPECT_THAT(
      troubles[0].explanation,
      HasSubstr("in cycle 3 c.com and d.com (2 waited for a slot), when the subject failed"));
  EXPECT_THAT(troubles[1].explanation,
              HasSubstr("taken by b.com (cycle 2): 1 in use after warm-up"));
}

TEST(Slots, OfTasksThatAreBeingWorkedOnAreNotLost) {
  WorkStory story;
  for (int i = 0; i < 4; ++i) cycle_of(story, "a.com", 1);
  story.begin(1);
  story.hand_over("b.com");
  story.take_slot("b.com");
  story.tell(kGivenUp, R"({"cycle":5,"why":"stuck"})");
  const auto troubles = story.troubles();
  ASSERT_THAT(troubles, SizeIs(1));
  EXPECT_EQ(troubles[0].kind, FindingKind::kUnanswered);
}

TEST(Slots, GivenBackTwiceAreCounted) {
  WorkStory story;
  cycle_of(story, "a.com", 1);
  cycle_of(story, "b.com", 2);
  cycle_of(story, "a.com", 1);
  cycle_of(story, "b.com", 2);
  const auto troubles = story.troubles();
  ASSERT_THAT(troubles, SizeIs(1));
  EXPECT_EQ(troubles[0].kind, FindingKind::kDoubleRelease);
  EXPECT_THAT(troubles[0].explanation, HasSubstr("2 slots were given back that nobody had, first "
                                                 "by b.com (cycle 2)"));
  EXPECT_THAT(troubles[0].counts, ElementsAre(0, 1, 0, 1));
}

TEST(Slots, OfASubjectThatLostEventsAreNotJudged) {
  WorkStory story;
  for (int i = 0; i < 4; ++i) cycle_of(story, "a.com", 0);
  story.tell("subject.task_start", R"({"event":"task_start","task":"a.com","dropped":5})");
  EXPECT_THAT(story.troubles(), IsEmpty());
  EXPECT_THAT(story.judged().notes, testing::Contains(HasSubstr("could not tell of 5 events")));
}

TEST(Slots, OfASubjectThatTellsOnlyOfReleasesAreNotJudged) {
  WorkStory story;
  for (int i = 0; i < 4; ++i) {
    story.give_back("a.com");
    story.cycle({"a.com"});
  }
  EXPECT_THAT(story.troubles(), IsEmpty());
}

TEST(Slots, TellTheirTasksInAWayFitForATerminal) {
  WorkStory story;
  for (int i = 0; i < 4; ++i) cycle_of(story, R"(a\u001b[31m.com)", 0);
  const auto troubles = story.troubles();
  ASSERT_THAT(troubles, SizeIs(1));
  EXPECT_EQ(troubles[0].explanation.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace tidemark::harness
