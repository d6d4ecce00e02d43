#include "probes/process/process_ref.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "probes/process/pidfd.hpp"
#include "tests/support/process_census.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::probes {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::clean_up_orphan;
using test::soon;
using test::Victim;

// Adopts orphans, so that the tests can reap the descendants of their victims.
class ProcessRefTest : public test::LeavesNothingBehind {
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

TEST_F(ProcessRefTest, OpensAProcessByItsIdentity) {
  Victim victim("waits");
  const auto ref = ProcessRef::open(victim.child().id());
  ASSERT_TRUE(ref) << ref.error().message;
  EXPECT_EQ(ref->pid(), victim.child().pid());
  EXPECT_TRUE(ref->alive());
}

TEST_F(ProcessRefTest, RefusesAPidThatBelongsToSomebodyElseNow) {
  Victim victim("waits");
  ProcessId earlier = victim.child().id();
  earlier.start_ticks -= 1;
  EXPECT_EQ(ProcessRef::open(earlier).error().code, ErrorCode::kGone);
}

TEST_F(ProcessRefTest, SaysGoneForAReapedProcess) {
  Victim victim("exits_at_once");
  const ProcessId id = victim.child().id();
  ASSERT_TRUE(victim.child().end(seconds(20)));
  EXPECT_EQ(ProcessRef::open(id).error().code, ErrorCode::kGone);
}

TEST_F(ProcessRefTest, AZombieHasEnded) {
  Victim victim("exits_at_once");
  ASSERT_TRUE(wait_ended(victim.child().pidfd(), soon()));
  const auto ref = ProcessRef::open(victim.child().id());
  ASSERT_TRUE(ref) << "it still has its pid";
  EXPECT_FALSE(ref->alive());
  EXPECT_TRUE(ref->wait_ended(Deadline::in({})));
}

TEST_F(ProcessRefTest, WaitsUntilTheDeadlineAndSignals) {
  Victim victim("waits");
  const auto ref = ProcessRef::open(victim.child().id());
  ASSERT_TRUE(ref);
  EXPECT_FALSE(ref->wait_ended(Deadline::in(milliseconds(30))));
  EXPECT_TRUE(ref->signal(SIGUSR1));
  EXPECT_TRUE(ref->wait_ended(soon()));
  EXPECT_EQ(victim.child().wait(soon())->signal, SIGUSR1);
  ASSERT_TRUE(victim.child().end({}));
  EXPECT_EQ(ref->signal(SIGUSR1).error().code, ErrorCode::kGone);
}

TEST_F(ProcessRefTest, KillsAStoppedGroupLeaderAndItsMembers) {
  Victim victim("forks_group_child");
  const auto pids = victim.ready();
  ASSERT_EQ(pids.size(), 2U);
  auto member = open_pidfd(pids[1]);
  ASSERT_TRUE(member);
  ASSERT_TRUE(victim.child().signal_group(SIGSTOP));
  const auto ref = ProcessRef::adopt(UniqueFd(::fcntl(victim.child().pidfd(), F_DUPFD_CLOEXEC, 0)),
                                     victim.child().pid());
  const auto killed = ref.kill_group(soon());
  EXPECT_TRUE(killed) << killed.error().message;
  EXPECT_FALSE(ref.alive());
  EXPECT_TRUE(has_ended(member->get()));
  ASSERT_TRUE(victim.child().end({}));
  clean_up_orphan(pids[1]);
  EXPECT_TRUE(ref.kill_group(soon())) << "nothing left to kill is no failure";
}

TEST_F(ProcessRefTest, KillsTheMembersOfALeaderThatIsAZombie) {
  Victim victim("forks_group_child", {"leave"});
  const auto pids = victim.ready();
  ASSERT_EQ(pids.size(), 2U);
  auto member = open_pidfd(pids[1]);
  ASSERT_TRUE(member);
  ASSERT_TRUE(wait_ended(victim.child().pidfd(), soon()));
  const auto ref = ProcessRef::open(victim.child().id());
  ASSERT_TRUE(ref);
  EXPECT_TRUE(ref->kill_group(soon()));
  EXPECT_TRUE(has_ended(member->get()));
  clean_up_orphan(pids[1]);
}

TEST_F(ProcessRefTest, KillsOnlyTheProcessIfItLeadsNoGroup) {
  Victim bystander("waits", {}, {.group = Group::kOurs});
  Victim victim("ignores_term", {}, {.group = Group::kOurs});
  const auto ref = ProcessRef::open(victim.child().id());
  ASSERT_TRUE(ref);
  EXPECT_TRUE(ref->kill_group(soon()));
  EXPECT_EQ(victim.child().wait(soon())->signal, SIGKILL);
  EXPECT_FALSE(bystander.child().poll());
}

}  // namespace
}  // namespace tidemark::probes
