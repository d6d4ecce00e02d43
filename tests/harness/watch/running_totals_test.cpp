#include "harness/watch/running_totals.hpp"

#include <gtest/gtest.h>

namespace tidemark::harness {
namespace {

using probes::Role;
using std::chrono::milliseconds;
using std::chrono::seconds;

class RunningTotalsTest : public testing::Test {
 protected:
  probes::ProcessSample process(Pid pid, milliseconds cpu, SteadyTime started,
                                Role role = Role::kRenderer) {
    return {.facts = {.id = {.pid = pid, .start_ticks = 1}, .cpu = cpu, .started = started},
            .role = role};
  }
  const RoleTotals& renderers() { return totals_.roles().at(Role::kRenderer); }

  SteadyTime began_ = steady_now();
  SteadyTime long_ago_ = began_ - seconds(100);
  RunningTotals totals_{began_};
};

TEST_F(RunningTotalsTest, DoNotCountWhatWasThereBefore) {
  totals_.add({.at = began_, .processes = {process(1, seconds(50), long_ago_)}});
  EXPECT_EQ(renderers(), RoleTotals());
  totals_.add({.at = began_ + seconds(1), .processes = {process(1, seconds(51), long_ago_)}});
  EXPECT_EQ(renderers().cpu, seconds(1));
  EXPECT_EQ(renderers().starts, 0U);
}

TEST_F(RunningTotalsTest, CountAllThatAProcessBornMeanwhileUsed) {
  totals_.add({.at = began_});
  totals_.add({.at = began_ + seconds(1),
               .processes = {process(1, milliseconds(300), began_ + milliseconds(400))}});
  EXPECT_EQ(renderers().starts, 1U);
  EXPECT_EQ(renderers().cpu, milliseconds(300));
}

TEST_F(RunningTotalsTest, KeepWhatTheDeadHaveUsed) {
  totals_.add({.at = began_, .processes = {process(1, milliseconds(0), long_ago_)}});
  totals_.add({.at = began_ + seconds(1), .processes = {process(1, seconds(1), long_ago_)}});
  totals_.add({.at = began_ + seconds(2), .deaths = {{.pid = 1, .start_ticks = 1}}});
  EXPECT_EQ(renderers().cpu, seconds(1));
  EXPECT_EQ(renderers().exits, 1U);
}

TEST_F(RunningTotalsTest, NeverDecrease) {
  totals_.add({.at = began_, .processes = {process(1, seconds(5), long_ago_)}});
  totals_.add({.at = began_ + seconds(1), .processes = {process(1, seconds(6), long_ago_)}});
  totals_.add(
      {.at = began_ + seconds(2), .processes = {process(1, milliseconds(5990), long_ago_)}});
  EXPECT_EQ(renderers().cpu, seconds(1));
  totals_.add({.at = began_ + seconds(3), .processes = {process(1, seconds(6), long_ago_)}});
  EXPECT_EQ(renderers().cpu, seconds(1)) << "the step back is not counted twice";
}

TEST_F(RunningTotalsTest, TellTheShareOfACoreSinceTheLookBefore) {
  totals_.add({.at = began_, .processes = {process(1, seconds(5), long_ago_)}});
  EXPECT_TRUE(totals_.cpu_share().empty());
  totals_.add(
      {.at = began_ + milliseconds(500), .processes = {process(1, milliseconds(5250), long_ago_)}});
  EXPECT_DOUBLE_EQ(totals_.cpu_share().begin()->second, 0.5);
}

TEST_F(RunningTotalsTest, PutCpuTimeDownToTheRoleOfItsTime) {
  totals_.add({.at = began_, .processes = {process(1, seconds(0), long_ago_, Role::kZygote)}});
  totals_.add(
      {.at = began_ + seconds(1), .processes = {process(1, seconds(1), long_ago_, Role::kZygote)}});
  totals_.add({.at = began_ + seconds(2),
               .processes = {process(1, seconds(3), long_ago_, Role::kRenderer)}});
  EXPECT_EQ(totals_.roles().at(Role::kZygote).cpu, seconds(1));
  EXPECT_EQ(renderers().cpu, seconds(2));
}

}  // namespace
}  // namespace tidemark::harness
