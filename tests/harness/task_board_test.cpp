// What counts as an answer, and which tasks ran when.
#include "harness/subject/task_board.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/subject/answer_line.hpp"
#include "harness/subject/event_listener.hpp"
#include "harness/subject/line_splitter.hpp"
#include "harness/subject/task_history.hpp"

namespace tidemark::harness {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(AnswerLine, IsTheTaskItselfOrBeginsWithIt) {
  EXPECT_THAT(tasks_named_by("a.com"), ElementsAre("a.com"));
  EXPECT_THAT(tasks_named_by("  a.com \r"), ElementsAre("a.com"));
  EXPECT_THAT(tasks_named_by("a.com\t200 OK"), ElementsAre("a.com\t200 OK", "a.com"));
  EXPECT_THAT(tasks_named_by("a.com,alive"), ElementsAre("a.com,alive", "a.com"));
  EXPECT_THAT(tasks_named_by(""), IsEmpty());
  EXPECT_THAT(tasks_named_by(" \t\r"), IsEmpty());
}

TEST(AnswerLine, NamesItsTaskInJson) {
  EXPECT_THAT(tasks_named_by(R"({"domain": "a.com", "source": "A.com", "state": "alive"})"),
              ElementsAre("A.com", "a.com"));
  EXPECT_THAT(tasks_named_by(R"({"domain": 7})"), IsEmpty());
  EXPECT_THAT(tasks_named_by(R"({"state": "alive"})"), IsEmpty());
  EXPECT_THAT(tasks_named_by(R"({"domain": )"), IsEmpty());
}

TEST(TaskBoard, HandsOutAtMostAWindowOfUnansweredTasks) {
  TaskBoard board;
  board.begin({"a.com", "b.com", "c.com"});
  EXPECT_EQ(board.take_next(2), "a.com");
  EXPECT_EQ(board.take_next(2), "b.com");
  EXPECT_EQ(board.take_next(2), std::nullopt);
  EXPECT_EQ(board.answer("b.com"), "b.com");
  EXPECT_EQ(board.take_next(2), "c.com");
  EXPECT_THAT(board.in_flight(), ElementsAre("a.com", "c.com"));
  EXPECT_FALSE(board.all_answered());
}

TEST(TaskBoard, HoldsBackWhatHasNotArrived) {
  TaskBoard board;
  board.begin({"a.com", "b.com", "c.com"});
  board.let_arrive(1);
  EXPECT_EQ(board.take_next(9), "a.com");
  EXPECT_EQ(board.take_next(9), std::nullopt);
  board.put_back();
  EXPECT_EQ(board.take_next(9), "a.com");
  board.let_arrive(2);
  EXPECT_EQ(board.take_next(9), "b.com");
  EXPECT_EQ(board.take_next(9), std::nullopt);
  EXPECT_FALSE(board.all_handed_out());
  EXPECT_FALSE(board.all_answered());
}

TEST(TaskBoard, CountsOneAnswerForEachOfferOfATask) {
  TaskBoard board;
  board.begin({"a.com", "a.com"});
  ASSERT_TRUE(board.take_next(9));
  EXPECT_EQ(board.answer("A.COM"), "a.com");
  EXPECT_EQ(board.answer("a.com"), std::nullopt) << "the second was not handed out yet";
  ASSERT_TRUE(board.take_next(9));
  EXPECT_TRUE(board.answer("a.com"));
  EXPECT_TRUE(board.all_answered());
  EXPECT_EQ(board.answer("a.com"), std::nullopt);
  EXPECT_EQ(board.answer("b.com"), std::nullopt);
  EXPECT_EQ(board.answered(), 2U);
}

TEST(TaskBoard, OffersAgainWhatADeadSubjectHadInTheOldOrder) {
  TaskBoard board;
  board.begin({"a.com", "b.com", "c.com", "d.com"});
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(board.take_next(9));
  EXPECT_TRUE(board.answer("b.com"));
  board.put_back();
  EXPECT_THAT(board.in_flight(), IsEmpty());
  EXPECT_EQ(board.answer("a.com"), std::nullopt) << "an answer of the dead";
  EXPECT_EQ(board.take_next(9), "a.com");
  EXPECT_EQ(board.take_next(9), "c.com");
  EXPECT_EQ(board.take_next(9), "d.com");
  EXPECT_EQ(board.answered(), 1U);
}

TEST(TaskHistory, KnowsWhatRanAtAMoment) {
  const SteadyTime t0{seconds(100)};
  TaskHistory history;
  history.started("a.com", t0);
  history.started("b.com", t0 + seconds(1));
  history.ended("a.com", t0 + seconds(2));
  EXPECT_THAT(history.running_at(t0 - seconds(1)), IsEmpty());
  EXPECT_THAT(history.running_at(t0 + seconds(1)), ElementsAre("a.com", "b.com"));
  EXPECT_THAT(history.running_at(t0 + seconds(3)), ElementsAre("b.com"));
  history.all_ended(t0 + seconds(4));
  EXPECT_THAT(history.running_at(t0 + seconds(5)), IsEmpty());
  history.forget_before(t0 + seconds(3));
  EXPECT_THAT(history.running_at(t0 + seconds(1)), ElementsAre("b.com"));
}

TEST(TaskHistory, NamesAFew) {
  const std::vector<std::string> tasks{"a", "b", "c", "d", "e"};
  const std::span all(tasks);
  EXPECT_EQ(few_of(all.first(0)), "");
  EXPECT_EQ(few_of(all.first(3)), "a, b, c");
  EXPECT_EQ(few_of(all), "a, b, c and 2 more");
}

TEST(LineSplitter, JoinsPiecesAndCutsWhatNeverEnds) {
  LineSplitter lines;
  EXPECT_THAT(lines.add("a\nb"), ElementsAre("a"));
  EXPECT_THAT(lines.add("c\n\n"), ElementsAre("bc", ""));
  EXPECT_THAT(lines.add("rest"), IsEmpty());
  EXPECT_EQ(lines.take_rest(), "rest");
  const std::string endless(LineSplitter::kLongest, 'x');
  EXPECT_THAT(lines.add(endless), IsEmpty());
  EXPECT_THAT(lines.add(endless), IsEmpty());
  const auto cut = lines.add("\nnext\n");
  ASSERT_THAT(cut, SizeIs(2));
  EXPECT_EQ(cut[0].size(), LineSplitter::kLongest);
  EXPECT_EQ(cut[1], "next");
}

TEST(TaskEvents, AreReadFromLines) {
  const SteadyTime now{seconds(1000)};
  const auto event =
      parse_task_event(R"({"event":"task_start","worker":3,"task":"a.com","t_us":999000000})", now);
  ASSERT_TRUE(event);
  EXPECT_EQ(event->kind, "task_start");
  EXPECT_EQ(event->task, "a.com");
  EXPECT_EQ(event->at, SteadyTime(seconds(999)));
  EXPECT_EQ(parse_task_event(R"({"event":"x","t_us":2000000000})", now)->at, now) << "the future";
  EXPECT_EQ(parse_task_event(R"({"event":"x"})", now)->at, now);
  for (const char* nonsense : {"", "{", "[]", "7", R"({"event":7})", R"({"task":"a.com"})"}) {
    EXPECT_FALSE(parse_task_event(nonsense, now)) << nonsense;
  }
  std::string deep = R"({"event":"x","a":)";
  for (int i = 0; i < 100'000; ++i) deep += "[";
  deep += std::string(100'000, ']') + "}";
  EXPECT_FALSE(parse_task_event(deep, now));
}

TEST(TaskEvents, OfSlotsSayOverWhichConnectionTheyCame) {
  const SteadyTime now{seconds(1000)};
  EXPECT_THAT(parse_task_event(R"({"event":"slot","task":"a.com"})", now, 7)->detail,
              testing::HasSubstr(R"("sender":7)"));
  EXPECT_THAT(parse_task_event(R"({"event":"task_start","task":"a.com"})", now, 7)->detail,
              testing::Not(testing::HasSubstr("sender")));
}

TEST(AnswerLine, TellsHowATaskEnded) {
  EXPECT_EQ(outcome_told_by(R"({"domain":"a.com","state":"alive","status":"x"})"), "alive");
  EXPECT_EQ(outcome_told_by(R"( {"domain":"a.com","status":200,"result":"ok"})"), "ok");
  EXPECT_EQ(outcome_told_by(R"({"domain":"a.com"})"), "");
  EXPECT_EQ(outcome_told_by("a.com alive"), "");
  EXPECT_EQ(outcome_told_by(R"({"state":)"), "");
  EXPECT_EQ(outcome_told_by(R"({"state":")" + std::string(500, 'x') + "\"}").size(), 64U);
}

}  // namespace
}  // namespace tidemark::harness
