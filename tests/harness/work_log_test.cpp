// From events to how the work went.
#include "harness/verdict/work_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/work_story.hpp"

namespace tidemark::harness {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(WorkLog, TimesTasksAndTheWayToRest) {
  WorkStory story;
  story.begin(2);
  story.hand_over("a.com");
  story.hand_over("b.com");
  story.pass(milliseconds(300));
  story.answer("a.com");
  story.pass(milliseconds(200));
  story.answer("b.com", "timeout");
  story.drain();
  story.rest(milliseconds(2500));
  const Work work = story.work();
  ASSERT_THAT(work.cycles, SizeIs(1));
  const CycleWork& cycle = work.cycles[0];
  EXPECT_TRUE(cycle.over);
  EXPECT_EQ(cycle.tasks, 2);
  EXPECT_EQ(cycle.answered, 2);
  EXPECT_EQ(cycle.took, milliseconds(500));
  EXPECT_EQ(cycle.to_rest, milliseconds(2500));
  EXPECT_EQ(cycle.endings.at("alive").median, milliseconds(300));
  EXPECT_EQ(cycle.endings.at("timeout").median, milliseconds(500));
  EXPECT_EQ(work.outcomes.at("b.com").at(1), "timeout");
}

TEST(WorkLog, TimesATaskFromWhenTheSubjectBeginsIt) {
  WorkStory story;
  story.begin(1);
  story.hand_over("a.com");
  story.pass(milliseconds(5000));  // in the subject's own queue
  story.tell("subject.task_start", R"({"event":"task_start","worker":1,"task":"a.com"})");
  story.pass(milliseconds(300));
  story.answer("a.com");
  story.drain();
  EXPECT_EQ(story.work().cycles[0].endings.at("alive").median, milliseconds(300));
}

TEST(WorkLog, TakesTheOutcomeOfTheSubjectsEventWhereTheAnswerHasNone) {
  WorkStory story;
  story.begin(2);
  story.hand_over("a.com");
  story.hand_over("b.com");
  story.tell("subject.task_end", R"({"event":"task_end","task":"a.com","outcome":"blocked"})");
  story.answer("a.com", "");
  story.answer("b.com", "");
  story.drain();
  story.tell("subject.task_end", R"({"event":"task_end","task":"b.com","outcome":"alive"})");
  story.rest();
  EXPECT_EQ(story.work().outcomes.at("a.com").at(1), "blocked");
  EXPECT_EQ(story.work().outcomes.at("b.com").at(1), "alive") << "told after its answer";
}

TEST(WorkLog, NamesWhatWasTakenBackAndNeverAnswered) {
  WorkStory story;
  story.begin(3);
  for (const char* task : {"a.com", "b.com", "c.com"}) story.hand_over(task);
  story.answer("a.com");
  story.tell(kSubjectEnded, R"({"status":"killed by SIGKILL"})");
  story.hand_over("b.com");
  story.answer("b.com");
  story.tell(kSubjectEnded, R"({"status":"exit code 0"})");
  story.drain();
  EXPECT_THAT(story.work().cycles[0].unanswered, ElementsAre("c.com"));
}

TEST(WorkLog, PutsWhatIsToldLateInItsPlace) {
  WorkStory story;
  story.begin(1);
  story.hand_over("a.com");
  story.pass(milliseconds(100));
  // The release is heard first.
  story.give_back("a.com");
  story.tell_late("subject.slot", R"({"event":"slot","worker":1,"task":"a.com"})",
                  milliseconds(50));
  story.answer("a.com");
  story.drain();
  story.rest();
  EXPECT_THAT(story.work().slots.back().held, IsEmpty());
  EXPECT_THAT(story.work().spare_releases, IsEmpty());
}

TEST(WorkLog, KnowsNoSlotsOfWhatHasEnded) {
  WorkStory story;
  story.take_slot("a.com", 1, 0, 7);
  story.take_slot("b.com", 2, 0, 8);
  story.tell("subject.sender_end", R"({"sender":7})");
  story.rest();
  ASSERT_THAT(story.work().slots.back().held, SizeIs(1));
  EXPECT_EQ(story.work().slots.back().held[0].task, "b.com");
  story.tell(kSubjectEnded, R"({"status":"killed by SIGKILL"})");
  story.rest();
  EXPECT_THAT(story.work().slots.back().held, IsEmpty());
  story.give_back("b.com");  // by a child that outlives it
  EXPECT_THAT(story.work().spare_releases, IsEmpty());
}

TEST(WorkLog, SurvivesDamagedEvents) {
  WorkStory story;
  for (const char* detail : {"", "{", "[]", "null", R"({"cycle":"x","tasks":{}})", R"({"task":5})",
                             R"({"browser":-1,"worker":[[]],"dropped":-3,"at_us":"x"})"}) {
    for (const char* kind :
         {kCycleStarted, kTaskStarted, kTaskEnded, kCycleDrained, kRestPoint, kFaultStruck,
          kSubjectEnded, kGivenUp, "subject.slot", "subject.slot_release", "subject.task_start",
          "subject.task_end", "subject.sender_end", "subject."}) {
      story.tell(kind, detail);
    }
  }
  EXPECT_EQ(story.work().lost_events, 0);
}

TEST(WorkLog, AddsUpWhatASubjectClaimsToHaveDropped) {
  WorkStory story;
  for (int i = 0; i < 3; ++i) story.tell("subject.slot", R"({"dropped":2147483647})");
  EXPECT_EQ(story.work().lost_events, 3LL * 2147483647);
}

}  // namespace
}  // namespace tidemark::harness
