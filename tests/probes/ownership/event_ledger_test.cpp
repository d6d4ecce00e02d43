// Membership from events alone. Pid 50 is the supervisor, 100 the subject; time is in milliseconds,
// a tick has ten of them.
#include "probes/ownership/event_ledger.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidemark::probes {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

SteadyTime at(int ms) { return SteadyTime(std::chrono::milliseconds(ms)); }

KernelEvent fork(int ms, Pid parent, Pid child) {
  return {.at = at(ms), .pid = child, .thread = child, .parent = parent};
}
KernelEvent exec(int ms, Pid pid) {
  return {.kind = KernelEvent::Kind::kExec, .at = at(ms), .pid = pid, .thread = pid};
}
KernelEvent exits(int ms, Pid pid, int code, Pid thread = 0) {
  return {.kind = KernelEvent::Kind::kExit,
          .at = at(ms),
          .pid = pid,
          .thread = thread == 0 ? pid : thread,
          .exit_code = code};
}

ProcessSample process(Pid pid, std::uint64_t ticks, Pid parent) {
  return {.facts = {.id = {.pid = pid, .start_ticks = ticks},
                    .parent = parent,
                    .name = "program",
                    .command_line = {"program", std::to_string(pid)},
                    .started = at(static_cast<int>(ticks) * 10)}};
}

class Ledger : public testing::Test {
 protected:
  Ledger() { ledger.add_ancestor(50); }
  void tell(const std::vector<KernelEvent>& events) {
    for (const KernelEvent& event : events) ledger.take(event);
  }
  // A look at `processes` that began at `ms`.
  TreeSample settle(int ms, std::vector<ProcessSample> processes,
                    std::vector<ProcessId> deaths = {}) {
    TreeSample sample{.at = at(ms), .processes = std::move(processes), .deaths = std::move(deaths)};
    ledger.settle(sample, at(ms));
    return sample;
  }

  EventLedger ledger{BootClock{.ahead = {}, .tick = std::chrono::milliseconds(10)}};
};

TEST_F(Ledger, HoldsWhatTheSupervisorStartsAndAllBelowIt) {
  tell({fork(10, 50, 100), fork(20, 100, 101), fork(30, 101, 102), fork(40, 7, 103)});
  EXPECT_THAT(ledger.living(), ElementsAre(100, 101, 102));
}

TEST_F(Ledger, KeepsADaemonWhoseParentsHaveAllEnded) {
  tell({fork(10, 50, 100), fork(20, 100, 101), fork(30, 101, 102), exits(31, 101, 0),
        exits(32, 100, 0), fork(40, 102, 103)});
  EXPECT_THAT(ledger.living(), ElementsAre(102, 103));
}

TEST_F(Ledger, TellsOfAProcessThatLivedBetweenTwoLooks) {
  tell({fork(1000, 50, 100)});
  EXPECT_THAT(settle(1100, {process(100, 100, 50)}).unsampled, IsEmpty());
  tell({fork(1201, 100, 101), exits(1206, 101, 7)});
  const TreeSample sample = settle(1500, {process(100, 100, 50)});
  ASSERT_THAT(sample.unsampled, SizeIs(1));
  const UnsampledProcess& brief = sample.unsampled[0];
  EXPECT_EQ(brief.id, (ProcessId{.pid = 101, .start_ticks = 120}));
  EXPECT_EQ(brief.parent, 100);
  EXPECT_EQ(brief.started, at(1201));
  EXPECT_EQ(brief.ended, at(1206));
  EXPECT_EQ(brief.exit_code, 7);
  EXPECT_EQ(brief.command_line, (std::vector<std::string>{"program", "100"})) << "no exec yet";
  EXPECT_THAT(settle(2000, {process(100, 100, 50)}).unsampled, IsEmpty()) << "told once";
}

TEST_F(Ledger, ASampledProcessEndsWithItsExactTimeAndCode) {
  tell({fork(1000, 50, 100), fork(1010, 100, 101)});
  settle(1100, {process(100, 100, 50), process(101, 101, 100)});
  tell({exits(1204, 101, 3)});
  const TreeSample sample = settle(1500, {process(100, 100, 50)}, {{101, 101}});
  EXPECT_THAT(sample.unsampled, IsEmpty());
  ASSERT_THAT(sample.ends, SizeIs(1));
  EXPECT_EQ(sample.ends[0].id, (ProcessId{.pid = 101, .start_ticks = 101}));
  EXPECT_EQ(sample.ends[0].at, at(1204));
  EXPECT_EQ(sample.ends[0].exit_code, 3);
  EXPECT_FALSE(sample.ends[0].exit_signal);
}

TEST_F(Ledger, AZombieHasEndedWhenItEndedNotWhenItWasCollected) {
  tell({fork(1000, 50, 100), exits(1050, 100, 0)});
  EXPECT_THAT(settle(1100, {process(100, 100, 50)}).unsampled, IsEmpty());
  const TreeSample sample = settle(9000, {}, {{100, 100}});
  ASSERT_THAT(sample.ends, SizeIs(1));
  EXPECT_EQ(sample.ends[0].at, at(1050));
}

TEST_F(Ledger, WhatEndsDuringALookIsLeftToTheNext) {
  tell({fork(1000, 50, 100), fork(1401, 100, 101), exits(1501, 101, 0)});
  EXPECT_THAT(settle(1500, {process(100, 100, 50)}).unsampled, IsEmpty());
  EXPECT_THAT(settle(2000, {process(100, 100, 50)}).unsampled, SizeIs(1));
}

TEST_F(Ledger, ARecycledPidInheritsNothing) {
  tell({fork(1000, 50, 100), fork(1001, 100, 101), exits(1005, 101, 1), fork(1006, 7, 101),
        fork(1007, 101, 102)});
  EXPECT_THAT(ledger.living(), ElementsAre(100)) << "the second 101 is a stranger";
  const TreeSample sample = settle(1500, {process(100, 100, 50)});
  ASSERT_THAT(sample.unsampled, SizeIs(1));
  EXPECT_EQ(sample.unsampled[0].exit_code, 1);
}

TEST_F(Ledger, TellsTwoMembersUnderOnePidApart) {
  tell({fork(1000, 50, 100), fork(1001, 100, 101), exits(1005, 101, 1), fork(1006, 100, 101),
        exits(1009, 101, 2)});
  const TreeSample sample = settle(1500, {process(100, 100, 50)});
  ASSERT_THAT(sample.unsampled, SizeIs(2));
  EXPECT_EQ(sample.unsampled[0].exit_code, 1);
  EXPECT_EQ(sample.unsampled[1].exit_code, 2);
}

TEST_F(Ledger, AnExecByAnotherThreadIsNoEnd) {
  tell({fork(1000, 50, 100)});
  EXPECT_FALSE(ledger.take(exits(1010, 100, 9)));
  EXPECT_TRUE(ledger.take(exec(1011, 100)));
  EXPECT_THAT(ledger.living(), ElementsAre(100));
}

TEST_F(Ledger, TheLastThreadDecidesWhenAndHowAProcessEnded) {
  tell({fork(1000, 50, 100), fork(1001, 100, 101), exits(1002, 101, 0, 199), exits(1003, 101, 0),
        exits(1020, 101, 5, 198)});
  const TreeSample sample = settle(1500, {process(100, 100, 50)});
  ASSERT_THAT(sample.unsampled, SizeIs(1));
  EXPECT_EQ(sample.unsampled[0].ended, at(1020));
  EXPECT_EQ(sample.unsampled[0].exit_code, 5);
}

TEST_F(Ledger, KnowsANameOnlyWhenItWasTold) {
  tell({fork(1000, 50, 100), exec(1001, 100), fork(1002, 100, 101), fork(1003, 100, 102)});
  ledger.describe({100, 100}, "old", {"old"});
  tell({fork(1004, 100, 103), exec(1005, 103), exec(1006, 102)});
  ledger.describe({102, 100}, "tool", {"tool", "-x"});
  ledger.describe({103, 900}, "stranger", {"stranger"});
  tell({exits(1010, 102, 0), exits(1010, 103, 0)});
  const TreeSample sample = settle(1500, {process(100, 100, 50), process(101, 100, 100)});
  ASSERT_THAT(sample.unsampled, SizeIs(2));
  EXPECT_EQ(sample.unsampled[0].name, "tool");
  EXPECT_THAT(sample.unsampled[0].command_line, ElementsAre("tool", "-x"));
  EXPECT_EQ(sample.unsampled[1].name, "") << "another start time: somebody else's name";
}

TEST_F(Ledger, TakesInMembersWhoseBirthWasLost) {
  tell({fork(1000, 50, 100)});
  settle(1100, {process(100, 100, 50), process(105, 90, 100)});
  tell({fork(1200, 105, 106)});
  EXPECT_THAT(ledger.living(), ElementsAre(100, 105, 106));
}

TEST_F(Ledger, AMemberWhoseEndWasLostIsGivenUpByTheSecondLook) {
  tell({fork(1000, 50, 100), fork(1001, 100, 101)});
  EXPECT_THAT(settle(1500, {process(100, 100, 50)}).unsampled, IsEmpty());
  const TreeSample sample = settle(2000, {process(100, 100, 50)});
  ASSERT_THAT(sample.unsampled, SizeIs(1));
  EXPECT_FALSE(sample.unsampled[0].exit_code);
  EXPECT_THAT(ledger.living(), ElementsAre(100));
}

TEST_F(Ledger, MatchesABirthWithASweepAcrossTheEdgeOfATick) {
  // Noted in tick 99, told in tick 100.
  tell({fork(1000, 50, 100)});
  settle(1100, {process(100, 99, 50)});
  tell({exits(1200, 100, 4)});
  const TreeSample sample = settle(1500, {}, {{100, 99}});
  ASSERT_THAT(sample.ends, SizeIs(1));
  EXPECT_EQ(sample.ends[0].exit_code, 4);
  EXPECT_THAT(sample.unsampled, IsEmpty());
}

TEST_F(Ledger, ForgetsASupervisorThatHasEnded) {
  tell({exits(10, 50, 0), fork(20, 7, 50), fork(30, 50, 100)});
  EXPECT_THAT(ledger.living(), IsEmpty());
}

}  // namespace
}  // namespace tidemark::probes
