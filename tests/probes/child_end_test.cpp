#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "probes/process/child.hpp"
#include "probes/process/pidfd.hpp"
#include "probes/process/process_ref.hpp"
#include "tests/support/process_census.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::probes {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::clean_up_orphan;
using test::soon;
using test::Victim;
using test::victim_path;

// Adopts orphans, so that the tests can reap the descendants of their victims.
class ChildEnd : public test::LeavesNothingBehind {
 protected:
  void SetUp() override {
    LeavesNothingBehind::SetUp();
    ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  }
  void TearDown() override {
    LeavesNothingBehind::TearDown();
    ::prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
  }
};

UniqueFd pidfd_of(Pid pid) {
  auto pidfd = open_pidfd(pid);
  EXPECT_TRUE(pidfd);
  return pidfd ? std::move(*pidfd) : UniqueFd();
}

TEST_F(ChildEnd, KnowsExitCodes) {
  for (const int code : {0, 1, 77, 255}) {
    Victim victim("exits_at_once", {std::to_string(code)});
    EXPECT_EQ(victim.child().wait(soon()), (ExitStatus{.code = code}));
    EXPECT_EQ(victim.child().poll(), (ExitStatus{.code = code})) << "repeats the answer";
  }
}

TEST_F(ChildEnd, KnowsTheSignalThatEndedIt) {
  Victim victim("exits_at_once", {"-" + std::to_string(SIGUSR1)});
  const auto status = victim.child().wait(soon());
  EXPECT_EQ(status, (ExitStatus{.signal = SIGUSR1}));
  EXPECT_EQ(to_string(*status), "killed by SIGUSR1");
  EXPECT_EQ(to_string(ExitStatus{.code = 3}), "exit code 3");
}

TEST_F(ChildEnd, PollSaysNothingWhileItRuns) {
  Victim victim("waits");
  EXPECT_FALSE(victim.child().poll());
  EXPECT_EQ(victim.ready(), std::vector{victim.child().pid()});
  EXPECT_EQ(read_process_id(victim.child().pid()), victim.child().id());
}

TEST_F(ChildEnd, WaitReturnsAtItsDeadline) {
  Victim victim("waits");
  const auto began = steady_now();
  EXPECT_FALSE(victim.child().wait(Deadline::in(milliseconds(50))));
  const auto took = steady_now() - began;
  EXPECT_GE(took, milliseconds(50));
  EXPECT_LT(took, seconds(5));
  EXPECT_FALSE(victim.child().wait(Deadline::in(milliseconds(-50)))) << "an old deadline: at once";
}

TEST_F(ChildEnd, PoliteChildLeavesOnTerm) {
  Victim victim("waits");
  ASSERT_FALSE(victim.ready().empty());
  const auto report = victim.child().end(seconds(20));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->by, EndedBy::kTerm);
  EXPECT_EQ(report->status.signal, SIGTERM);
  EXPECT_LT(report->took, seconds(20));
}

TEST_F(ChildEnd, ChildThatIgnoresTermIsKilledAfterTheGrace) {
  Victim victim("ignores_term");
  ASSERT_FALSE(victim.ready().empty());
  const auto report = victim.child().end(milliseconds(200));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->by, EndedBy::kKill);
  EXPECT_EQ(report->status.signal, SIGKILL);
  EXPECT_GE(report->took, milliseconds(200));
  EXPECT_EQ(victim.line(), "term 1");
  EXPECT_EQ(victim.line(), std::nullopt)
      << "one SIGTERM only: many programs take two for impatience";
}

TEST_F(ChildEnd, ChildThatEndedBeforeIsReportedAsSuch) {
  Victim victim("exits_at_once", {"3"});
  ASSERT_TRUE(wait_ended(victim.child().pidfd(), soon()));
  const auto report = victim.child().end(seconds(20));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->by, EndedBy::kItself);
  EXPECT_EQ(report->status.code, 3);
  EXPECT_EQ(victim.child().end(seconds(1))->status.code, 3) << "ending twice is harmless";
}

TEST_F(ChildEnd, StoppedChildIsContinuedSoThatTermCanWork) {
  Victim victim("stops_itself");
  ASSERT_FALSE(victim.ready().empty());
  const auto report = victim.child().end(seconds(20));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->by, EndedBy::kTerm);
}

TEST_F(ChildEnd, StoppedChildThatIgnoresTermIsKilled) {
  Victim victim("stops_itself", {"ignore"});
  ASSERT_FALSE(victim.ready().empty());
  const auto report = victim.child().end(milliseconds(50));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->by, EndedBy::kKill);
}

TEST_F(ChildEnd, ZeroGraceKillsAtOnce) {
  Victim victim("ignores_term");
  ASSERT_FALSE(victim.ready().empty());
  const auto report = victim.child().end({});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->by, EndedBy::kKill);
}

TEST_F(ChildEnd, GroupMembersThatIgnoreTermAreGoneWhenEndReturns) {
  Victim victim("forks_group_child");
  const auto pids = victim.ready();
  ASSERT_EQ(pids.size(), 2U);
  const UniqueFd member = pidfd_of(pids[1]);
  const auto report = victim.child().end(seconds(20));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->by, EndedBy::kTerm);
  EXPECT_TRUE(has_ended(member.get()));
  clean_up_orphan(pids[1]);
}

TEST_F(ChildEnd, GroupMembersOfALeaderThatLeftAreEndedToo) {
  Victim victim("forks_group_child", {"leave"});
  const auto pids = victim.ready();
  ASSERT_EQ(pids.size(), 2U);
  const UniqueFd member = pidfd_of(pids[1]);
  EXPECT_EQ(victim.child().wait(soon())->code, 0);
  EXPECT_FALSE(has_ended(member.get())) << "waiting for the leader must not touch its group";
  EXPECT_TRUE(victim.child().signal_group(SIGCONT)) << "its group can still be signalled";
  const auto report = victim.child().end(seconds(20));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->by, EndedBy::kItself);
  EXPECT_TRUE(has_ended(member.get()));
  clean_up_orphan(pids[1]);
  EXPECT_EQ(victim.child().signal_group(SIGCONT).error().code, ErrorCode::kGone);
}

TEST_F(ChildEnd, ChildThatLeftItsGroupIsEndedItself) {
  Victim victim("leaves_its_group");
  ASSERT_FALSE(victim.ready().empty());
  const auto report = victim.child().end(seconds(20));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->by, EndedBy::kTerm);
}

TEST_F(ChildEnd, SessionLeaverIsOutOfReach) {
  Victim victim("forks_setsid_grandchild");
  const auto pids = victim.ready();
  ASSERT_EQ(pids.size(), 2U);
  const UniqueFd grandchild = pidfd_of(pids[1]);
  ASSERT_TRUE(victim.child().end(seconds(20)));
  EXPECT_FALSE(has_ended(grandchild.get()))
      << "documented: ownership by cgroup or subreaper finds it";
  clean_up_orphan(pids[1]);
}

TEST_F(ChildEnd, DestructorEndsChildAndGroup) {
  UniqueFd leader;
  UniqueFd member;
  Pid member_pid = 0;
  {
    Victim victim("forks_group_child");
    const auto pids = victim.ready();
    ASSERT_EQ(pids.size(), 2U);
    leader = pidfd_of(pids[0]);
    member = pidfd_of(member_pid = pids[1]);
  }
  EXPECT_TRUE(has_ended(leader.get()));
  EXPECT_TRUE(has_ended(member.get()));
  clean_up_orphan(member_pid);
}

TEST_F(ChildEnd, MovingKeepsTheChildAndAssigningEndsTheOldOne) {
  Victim first("waits");
  Victim second("waits");
  const UniqueFd first_pidfd = pidfd_of(first.child().pid());
  const Pid second_pid = second.child().pid();
  Child moved = std::move(second.child());
  EXPECT_EQ(moved.pid(), second_pid);
  EXPECT_FALSE(moved.poll()) << "a move must not end it";
  first.child() = std::move(moved);
  EXPECT_TRUE(has_ended(first_pidfd.get()));
  EXPECT_EQ(first.child().pid(), second_pid);
  EXPECT_FALSE(first.child().poll());
}

TEST_F(ChildEnd, SignalsReachTheChildUntilItIsReaped) {
  Victim victim("waits");
  ASSERT_FALSE(victim.ready().empty());
  EXPECT_TRUE(victim.child().signal(SIGUSR2));
  EXPECT_EQ(victim.child().wait(soon())->signal, SIGUSR2);
  ASSERT_TRUE(victim.child().end({}));
  EXPECT_EQ(victim.child().signal(SIGUSR2).error().code, ErrorCode::kGone);
}

TEST_F(ChildEnd, NeverSignalsOurOwnGroup) {
  Victim victim("waits", {}, {.group = Group::kOurs});
  ASSERT_FALSE(victim.ready().empty());
  EXPECT_EQ(victim.child().signal_group(SIGTERM).error().code, ErrorCode::kBadInput);
  const auto report = victim.child().end(seconds(20));  // would end this test, too
  ASSERT_TRUE(report);
  EXPECT_EQ(report->by, EndedBy::kTerm);
}

// Kills the parent of a process that wanted to end with it.
void expect_end_with_parent(std::vector<std::string> spawner_arguments) {
  auto in = test::Pipe::open();  // for programs that end with their input
  auto out = test::Pipe::open();
  auto middle = Child::start(
      {.program = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "spawner",
       .arguments = std::move(spawner_arguments)},
      {.descriptors = {{0, in.read.get()}, {1, out.write.get()}, {2, 2}}});
  ASSERT_TRUE(middle) << middle.error().message;
  const auto line = test::read_line(out.read.get());
  ASSERT_TRUE(line);
  const Pid grandchild_pid = std::stoi(*line);
  const UniqueFd grandchild = pidfd_of(grandchild_pid);
  EXPECT_FALSE(has_ended(grandchild.get()));
  ASSERT_TRUE(middle->signal(SIGKILL));
  EXPECT_TRUE(wait_ended(grandchild.get(), soon()));
  clean_up_orphan(grandchild_pid);
}

TEST_F(ChildEnd, ParentDeathSignalEndsAGrandchild) {
  expect_end_with_parent({victim_path("ignores_term")});
}

TEST_F(ChildEnd, ParentDeathSignalSurvivesAChangeOfUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root may start programs as another user";
  expect_end_with_parent({"/bin/cat", "61184"});
}

TEST_F(ChildEnd, AThousandChildrenLeaveNothing) {
  const auto before = test::ProcessCensus::take();
  for (int batch = 0; batch < 25; ++batch) {
    std::vector<Child> children;
    for (int i = 0; i < 40; ++i) {
      auto child = Child::start({.program = victim_path("exits_at_once"), .arguments = {"6"}});
      ASSERT_TRUE(child) << child.error().message;
      children.push_back(std::move(*child));
    }
    for (Child& child : children) ASSERT_EQ(child.wait(soon())->code, 6);
  }
  EXPECT_EQ(test::ProcessCensus::take(), before);
}

TEST_F(ChildEnd, TwoHundredAliveAtOnceAllEnd) {
  const auto before = test::ProcessCensus::take();
  {
    std::vector<Child> children;
    for (int i = 0; i < 200; ++i) {
      auto child =
          Child::start({.program = victim_path("waits")}, {.parent_death_signal = SIGKILL});
      ASSERT_TRUE(child) << child.error().message;
      children.push_back(std::move(*child));
    }
    EXPECT_EQ(test::ProcessCensus::take().children.size(), before.children.size() + 200);
    for (std::size_t i = 0; i < children.size(); i += 2) {
      ASSERT_TRUE(children[i].end(seconds(20)));
    }
  }
  EXPECT_EQ(test::ProcessCensus::take(), before);
}

}  // namespace
}  // namespace tidemark::probes
