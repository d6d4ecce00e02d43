// Victims that try to get lost: each stays a member, and nobody else becomes one.
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <set>
#include <sstream>

#include "probes/process/process_ref.hpp"
#include "tests/probes/ownership/watched_subject.hpp"

namespace tidemark::probes {
namespace {

using test::soon;
using test::Victim;
using testing::Contains;
using testing::ElementsAre;
using testing::Not;
using testing::UnorderedElementsAre;

std::vector<Pid> pids_of(const TreeSample& sample) {
  std::vector<Pid> pids;
  pids.reserve(sample.processes.size());
  for (const ProcessSample& process : sample.processes) pids.push_back(process.facts.id.pid);
  return pids;
}

void kill_and_wait(Pid pid) {
  const auto process = ProcessRef::open(read_process_id(pid).value_or(ProcessId{}));
  ASSERT_TRUE(process) << pid;
  ASSERT_TRUE(process->signal(SIGKILL));
  ASSERT_TRUE(process->wait_ended(soon()));
}

class Membership : public WatchedSubject {
 protected:
  // Reaps what came to us until the subject consists of `pids`.
  void expect_members(const std::vector<Pid>& pids, const std::set<Pid>& owned) {
    const TreeSample sample = take_until([&](const TreeSample& now) {
      reap_strangers(owned);
      return now.processes.size() == pids.size();
    });
    EXPECT_THAT(pids_of(sample), testing::UnorderedElementsAreArray(pids));
  }
};

TEST_F(Membership, OfADaemonOutlivesTheProcessThatStartedIt) {
  Victim victim("becomes_a_daemon");
  const std::vector<Pid> daemon = victim.ready();
  ASSERT_EQ(daemon.size(), 1U);
  ASSERT_TRUE(victim.child().end(soon().remaining()));
  expect_members(daemon, {});
  EXPECT_THAT(watch->living(), ElementsAre(daemon[0]));
  kill_and_wait(daemon[0]);
  expect_all_ends();
}

TEST_F(Membership, OfAZombieLastsUntilItIsCollectedAndItsEndIsWhenItEnded) {
  Victim victim("leaves_a_zombie");
  const std::vector<Pid> pids = victim.ready();
  ASSERT_EQ(pids.size(), 2U);
  const auto shows_zombie = [&](const TreeSample& sample) {
    return std::ranges::any_of(sample.processes, [&](const ProcessSample& process) {
      return process.facts.id.pid == pids[1] && is_zombie(process.facts);
    });
  };
  const TreeSample sample = take_until(shows_zombie);
  const SteadyTime seen = steady_now();
  EXPECT_TRUE(shows_zombie(sample));
  EXPECT_TRUE(sample.unsampled.empty());
  EXPECT_THAT(watch->living(), ElementsAre(pids[0]));
  ASSERT_TRUE(victim.child().end(std::chrono::seconds(0)));
  const TreeSample collected = take_until([&](const TreeSample& now) {
    reap_strangers({});
    return !now.ends.empty() && now.processes.empty();
  });
  const auto end = std::ranges::find(collected.ends, pids[1],
                                     [](const ProcessEnd& each) { return each.id.pid; });
  ASSERT_NE(end, collected.ends.end());
  EXPECT_EQ(end->exit_code, 0);
  EXPECT_LT(*end->at, seen);
}

TEST_F(Membership, OfAGrandchildInItsOwnSessionOutlivesTheSubject) {
  Victim victim("forks_setsid_grandchild");
  const std::vector<Pid> pids = victim.ready();
  ASSERT_EQ(pids.size(), 2U);
  ASSERT_TRUE(victim.child().end(std::chrono::seconds(0)));
  expect_members({pids[1]}, {});
  EXPECT_THAT(watch->living(), ElementsAre(pids[1]));
  kill_and_wait(pids[1]);
  expect_all_ends();
}

TEST_F(Membership, OfAnExecChainIsThatOfOneProcess) {
  Victim victim("chains_exec", {"6"});
  const std::vector<Pid> pids = victim.ready();
  ASSERT_EQ(pids, std::vector<Pid>{victim.child().pid()});
  const TreeSample sample = take();
  EXPECT_THAT(pids_of(sample), ElementsAre(pids[0]));
  EXPECT_TRUE(sample.unsampled.empty());
  EXPECT_THAT(watch->living(), ElementsAre(pids[0]));
}

TEST_F(Membership, OfAThreadsChildIsThatOfItsProcess) {
  Victim victim("forks_from_a_thread");
  const std::vector<Pid> pids = victim.ready();
  ASSERT_EQ(pids.size(), 2U);
  EXPECT_THAT(watch->living(), UnorderedElementsAre(pids[0], pids[1]));
  expect_members(pids, {pids[0]});
  kill_and_wait(pids[1]);
}

TEST_F(Membership, HoldsBelowASubjectThatAdoptsOrphansItself) {
  Victim victim("adopts_orphans");
  const std::vector<Pid> pids = victim.ready();
  ASSERT_EQ(pids.size(), 2U);
  EXPECT_THAT(watch->living(), UnorderedElementsAre(pids[0], pids[1]));
  expect_members(pids, {pids[0]});
  kill_and_wait(pids[1]);
  ASSERT_TRUE(victim.child().end(std::chrono::seconds(0)));
  expect_all_ends();
}

TEST_F(Membership, ReachesIntoAPidNamespaceOfTheSubject) {
  Victim victim("has_a_pid_namespace");
  const std::optional<std::string> line = victim.line();
  if (line == "refused") GTEST_SKIP() << "this kernel refuses pid namespaces here";
  std::istringstream words(line.value_or(""));
  std::string ready;
  Pid subject = 0;
  Pid init = 0;
  Pid child = 0;
  ASSERT_TRUE(words >> ready >> subject >> init >> child) << line.value_or("no line");
  EXPECT_THAT(watch->living(), UnorderedElementsAre(subject, init, child));
  expect_members({subject, init, child}, {subject});
  ASSERT_TRUE(victim.child().end(std::chrono::seconds(0)));
  expect_all_ends();
}

TEST_F(Membership, IsNotInheritedWithARecycledPid) {
  test::Pipe pipe = test::Pipe::open();
  // A stranger: older than the watch, and told to the tree as started for another purpose.
  Victim stranger("takes_a_pid", {}, {.descriptors = {{.theirs = 0, .ours = pipe.read.get()}}});
  sampler->tree().exclude(stranger.child().id());
  watch = KernelWatch::open().value();
  watch->add_ancestor(::getpid());
  ProcessId member;
  {
    Victim brief("exits_at_once", {"3"});
    ASSERT_TRUE(brief.child().wait(soon()));
    member = brief.child().id();
  }
  const std::string wanted = std::to_string(member.pid) + "\n";
  ASSERT_EQ(::write(pipe.write.get(), wanted.data(), wanted.size()),
            static_cast<ssize_t>(wanted.size()));
  const std::optional<std::string> line = stranger.line();
  if (line == "refused") GTEST_SKIP() << "only root may choose a pid, and it must still be free";
  ASSERT_EQ(line,
            "ready " + std::to_string(stranger.child().pid()) + " " + std::to_string(member.pid));
  EXPECT_THAT(watch->living(), Not(Contains(member.pid)));
  const TreeSample sample = take();
  EXPECT_THAT(pids_of(sample), Not(Contains(member.pid)));
  ASSERT_EQ(sample.unsampled.size(), 1U);
  EXPECT_EQ(sample.unsampled[0].id.pid, member.pid);
  EXPECT_EQ(sample.unsampled[0].exit_code, 3);
  kill_and_wait(member.pid);
}

}  // namespace
}  // namespace tidemark::probes
