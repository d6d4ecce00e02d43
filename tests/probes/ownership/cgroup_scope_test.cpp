// Real control groups, where this machine lets us make one.
#include "probes/ownership/cgroup_scope.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "probes/ownership/cgroup_reader.hpp"
#include "probes/ownership/cgroup_removal.hpp"
#include "probes/process/process_ref.hpp"
#include "probes/process/reap_strangers.hpp"
#include "tests/probes/sampling/as_nobody.hpp"
#include "tests/support/process_census.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;
using test::soon;
using test::Victim;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Scope : public test::LeavesNothingBehind {
 protected:
  void SetUp() override {
    LeavesNothingBehind::SetUp();
    Result<CgroupScope> made = CgroupScope::create();
    if (!made) {
      EXPECT_TRUE(made.error().code == ErrorCode::kDenied ||
                  made.error().code == ErrorCode::kUnavailable);
      GTEST_SKIP() << made.error().message;
    }
    scope.emplace(*std::move(made));
    ASSERT_TRUE(become_subreaper());
  }
  void TearDown() override {
    scope.reset();
    const Deadline deadline = soon();
    while (has_children() && !deadline.passed()) reap_strangers({});
    LeavesNothingBehind::TearDown();
  }
  [[nodiscard]] StartOptions joining() const { return {.join_cgroups = scope->join_descriptors()}; }
  [[nodiscard]] fs::path path() const { return scope->place().unified.value_or(""); }

  std::optional<CgroupScope> scope;
};

TEST_F(Scope, HasTheSubjectFromBeforeItsFirstInstruction) {
  EXPECT_THAT(scope->members().value(), IsEmpty());
  EXPECT_FALSE(scope->populated());
  Victim victim("waits", {}, joining());
  EXPECT_THAT(scope->members().value(), ElementsAre(victim.child().pid()));
  EXPECT_TRUE(scope->populated());
}

TEST_F(Scope, KeepsWhatLeavesTheSessionAndLosesItsParents) {
  Victim victim("becomes_a_daemon", {}, joining());
  const std::vector<Pid> daemon = victim.ready();
  ASSERT_EQ(daemon.size(), 1U);
  ASSERT_TRUE(victim.child().wait(soon()));
  EXPECT_THAT(scope->members().value(), Contains(daemon[0]));
}

TEST_F(Scope, SeesIntoGroupsThatTheSubjectMakes) {
  Victim waiting("waits", {}, joining());
  const std::string script = "mkdir $0/inner && echo $$ > $0/inner/cgroup.procs && exec sleep 600";
  auto moved =
      Child::start({.program = "/bin/sh", .arguments = {"-c", script, path().string()}}, joining());
  ASSERT_TRUE(moved);
  const Deadline deadline = soon();
  while (read_cgroup_members(path() / "inner").value_or(std::vector<Pid>{}).empty() &&
         !deadline.passed()) {
    ::poll(nullptr, 0, 5);
  }
  EXPECT_THAT(read_cgroup_members(path() / "inner").value(), ElementsAre(moved->pid()));
  EXPECT_THAT(scope->members().value(), Contains(moved->pid()));
  EXPECT_THAT(scope->members().value(), Contains(waiting.child().pid()));
}

TEST_F(Scope, KillsAllThatIsInItInOneStep) {
  Victim victim("leaves_a_crowd", {}, joining());
  ASSERT_FALSE(victim.ready().empty());
  ASSERT_TRUE(scope->kill());
  const Deadline deadline = soon();
  while (scope->populated() && !deadline.passed()) ::poll(nullptr, 0, 5);
  EXPECT_FALSE(scope->populated());
  EXPECT_EQ(victim.child().wait(soon()), (ExitStatus{.signal = SIGKILL}));
}

TEST_F(Scope, IsGoneWithItsProcessesWhenItsOwnerLetsGo) {
  Victim victim("forks_setsid_grandchild", {}, joining());
  const std::vector<Pid> pids = victim.ready();
  ASSERT_EQ(pids.size(), 2U);
  const auto grandchild = ProcessRef::open(read_process_id(pids[1]).value());
  ASSERT_TRUE(grandchild);
  const CgroupPlace place = scope->place();
  scope.reset();
  EXPECT_TRUE(grandchild->wait_ended(soon()));
  for (const auto& group : {place.unified, place.memory, place.pids}) {
    EXPECT_FALSE(group && fs::exists(*group));
  }
}

TEST_F(Scope, TellsWhatItCostsOrWhyNot) {
  Victim victim("waits", {}, joining());
  ASSERT_FALSE(victim.ready().empty());
  const CgroupFacts facts = scope->facts();
  if (facts.current) {
    EXPECT_GT(facts.current->count, 0U);
    EXPECT_GE(facts.peak.value_or(*facts.current), *facts.current);
    EXPECT_TRUE(facts.anon);
  } else {
    EXPECT_EQ(facts.current.why(), Absence::kUnsupported);
  }
  if (facts.pids_current) {
    EXPECT_EQ(*facts.pids_current, 1);
  } else {
    EXPECT_EQ(facts.pids_current.why(), Absence::kUnsupported);
  }
}

TEST_F(Scope, ForgottenByADeadOwnerIsSweptByTheNextStart) {
  const fs::path parent = path().parent_path();
  const fs::path forgotten = path();
  // As the kernel does to one that was SIGKILLed: the lease goes, the directory stays.
  const CgroupPlace place = scope->release();
  scope.reset();
  ASSERT_TRUE(fs::exists(forgotten));
  auto next = CgroupScope::create();
  ASSERT_TRUE(next);
  EXPECT_FALSE(fs::exists(forgotten));
  EXPECT_FALSE(place.memory && fs::exists(*place.memory));
  EXPECT_TRUE(fs::exists(*next->place().unified)) << "a leased one is nobody's to sweep";
  sweep_stale_scopes(parent);
  EXPECT_TRUE(fs::exists(*next->place().unified));
}

TEST_F(Scope, ForgottenWhileSomebodyLivesInItIsKept) {
  Victim victim("waits", {}, joining());
  const fs::path forgotten = path();
  const CgroupPlace place = scope->release();
  scope.reset();
  sweep_stale_scopes(forgotten.parent_path());
  EXPECT_TRUE(fs::exists(forgotten));
  EXPECT_TRUE(end_cgroups(place, soon()));
  EXPECT_FALSE(fs::exists(forgotten));
  EXPECT_TRUE(end_cgroups(place, soon())) << "twice is no failure";
}

TEST_F(Scope, ThatCannotBeEnteredFailsTheStartWithThatStep) {
  const UniqueFd read_only(::open((path() / "cgroup.procs").c_str(), O_RDONLY | O_CLOEXEC));
  const auto child = Child::start({.program = "/bin/true"}, {.join_cgroups = {read_only.get()}});
  ASSERT_FALSE(child);
  EXPECT_THAT(child.error().message, HasSubstr("enter its cgroup"));
}

TEST(OwnScope, IsDeniedToThoseWhoMayNotWriteTheHierarchy) {
  const Result<CgroupPlace> own = read_own_cgroup_place();
  ASSERT_TRUE(own);
  if (!own->unified) GTEST_SKIP() << "there is no cgroup v2 hierarchy here";
  const AsNobody nobody;
  ASSERT_TRUE(nobody.dropped());
  const auto scope = CgroupScope::create();
  if (scope) GTEST_SKIP() << "this user has a delegated group";
  EXPECT_EQ(scope.error().code, ErrorCode::kDenied);
  EXPECT_THAT(scope.error().message, HasSubstr("systemd-run"));
}

TEST(OwnScope, IsUnavailableWithoutTheHierarchy) {
  EXPECT_EQ(CgroupScope::create_below({}).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(CgroupScope::create_below({.unified = "/nowhere/at/all"}).error().code,
            ErrorCode::kUnavailable);
}

TEST(CgroupRemoval, SaysWhenThereIsNoGroup) {
  EXPECT_EQ(remove_cgroup("/nowhere/at/all", soon()).error().code, ErrorCode::kGone);
  EXPECT_EQ(kill_cgroup("/nowhere/at/all").error().code, ErrorCode::kGone);
}

}  // namespace
}  // namespace tidemark::probes
