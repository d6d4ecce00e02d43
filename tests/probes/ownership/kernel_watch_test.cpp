// The kernel's own events, from real processes.
#include "probes/ownership/kernel_watch.hpp"

#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <thread>

#include "tests/probes/ownership/watched_subject.hpp"
#include "tests/probes/sampling/as_nobody.hpp"

namespace tidemark::probes {
namespace {

using test::soon;
using test::Victim;
using testing::Contains;

class KernelWatchTest : public WatchedSubject {};

constexpr int kStorm = 1000;

// Whether each of the storm's children was seen, ended with its code, and lived about as long.
void expect_whole_storm(const std::vector<UnsampledProcess>& brief,
                        const std::vector<ProcessEnd>& ends, Pid storm) {
  std::map<int, int> by_code;
  int timed = 0;
  for (const UnsampledProcess& process : brief) {
    if (process.parent != storm) continue;
    EXPECT_GE(process.ended - process.started, std::chrono::milliseconds(5));
    ++timed;
    if (process.exit_code) ++by_code[*process.exit_code];
  }
  for (const ProcessEnd& end : ends) {
    if (end.id.pid != storm && end.exit_code) ++by_code[*end.exit_code];
  }
  EXPECT_GT(timed, 0);
  EXPECT_EQ(by_code.size(), 100U);
  for (const auto& [code, count] : by_code) EXPECT_EQ(count, kStorm / 100) << code;
}

class Storm : public KernelWatchTest {
 protected:
  void run_storm() {
    Victim storm("storm_of_children", {std::to_string(kStorm), "5", "8"});
    const std::vector<Pid> ready = storm.ready();
    ASSERT_EQ(ready.size(), 1U);
    sampler->tree().add_root(storm.child().id());
    std::vector<UnsampledProcess> brief;
    std::vector<ProcessEnd> ends;
    const auto look = [&] {
      const TreeSample sample = take();
      brief.insert(brief.end(), sample.unsampled.begin(), sample.unsampled.end());
      ends.insert(ends.end(), sample.ends.begin(), sample.ends.end());
    };
    std::atomic<bool> done = false;
    std::jthread reader([&] {
      EXPECT_EQ(storm.line(), "done 1000");
      done = true;
    });
    while (!done) {
      look();
      ::poll(nullptr, 0, 50);
    }
    look();
    look();
    if (watch->losses() > 0 && ::geteuid() != 0) {
      GTEST_SKIP() << "an ordinary user's queue overflowed, and the watch says so";
    }
    EXPECT_EQ(watch->losses(), 0U);
    EXPECT_GT(watch->cpu().count(), 0);
    expect_whole_storm(brief, ends, ready[0]);
    const auto seen = std::ranges::count_if(
        brief, [&](const UnsampledProcess& process) { return process.parent == ready[0]; });
    RecordProperty("unsampled", std::to_string(seen));
    std::cout << "a storm of " << kStorm << ": " << seen << " known from events alone, "
              << std::ranges::count_if(
                     ends, [&](const ProcessEnd& end) { return end.id.pid != ready[0]; })
              << " met by a sweep as well\n";
  }
};

TEST_F(Storm, OfAThousandProcessesOfFiveMillisecondsIsSeenWhole) { run_storm(); }

TEST_F(Storm, IsSeenWholeOnABusyMachineToo) {
  std::atomic<bool> stop = false;
  std::vector<std::jthread> busy;
  for (unsigned int i = 0; i < 4 * std::max(1U, std::thread::hardware_concurrency()); ++i) {
    busy.emplace_back([&stop] {
      while (!stop) {
      }
    });
  }
  run_storm();
  stop = true;
}

TEST_F(KernelWatchTest, StampsEventsWithOurClock) {
  const SteadyTime before = steady_now();
  Victim victim("exits_at_once", {"7"});
  ASSERT_TRUE(victim.child().wait(soon()));
  const SteadyTime after = steady_now();
  const TreeSample sample =
      take_until([](const TreeSample& now) { return !now.unsampled.empty(); });
  ASSERT_EQ(sample.unsampled.size(), 1U);
  const UnsampledProcess& brief = sample.unsampled[0];
  EXPECT_EQ(brief.id.pid, victim.child().pid());
  EXPECT_LE(before, brief.started);
  EXPECT_LT(brief.started, brief.ended);
  EXPECT_LE(brief.ended, after);
  EXPECT_EQ(brief.exit_code, 7);
  EXPECT_LE(victim.child().id().start_ticks, brief.id.start_ticks);
  EXPECT_LE(brief.id.start_ticks, victim.child().id().start_ticks + 1);
}

TEST_F(KernelWatchTest, TellsWhichSignalEndedAProcess) {
  Victim victim("waits");
  ASSERT_FALSE(victim.ready().empty());
  sampler->tree().add_root(victim.child().id());
  take();
  ASSERT_TRUE(victim.child().signal(SIGKILL));
  ASSERT_TRUE(victim.child().wait(soon()));
  ASSERT_TRUE(victim.child().end(std::chrono::seconds(0)));
  const TreeSample sample = take();
  ASSERT_EQ(sample.ends.size(), 1U);
  EXPECT_EQ(sample.ends[0].id, victim.child().id());
  EXPECT_EQ(sample.ends[0].exit_signal, SIGKILL);
  EXPECT_FALSE(sample.ends[0].exit_code);
}

TEST_F(KernelWatchTest, KnowsTheNameOfWhatHadTimeToBeAsked) {
  Victim victim("storm_of_children", {"1", "20", "1"});
  ASSERT_FALSE(victim.ready().empty());
  ASSERT_EQ(victim.line(), "done 1");
  const TreeSample sample =
      take_until([](const TreeSample& now) { return !now.unsampled.empty(); });
  ASSERT_EQ(sample.unsampled.size(), 1U);
  EXPECT_EQ(sample.unsampled[0].name, "storm_of_childr");
  EXPECT_THAT(sample.unsampled[0].command_line, Contains("20"));
}

TEST(KernelEvents, AreDeniedWithTheirRemedyOrHeard) {
  const AsNobody nobody;
  ASSERT_TRUE(nobody.dropped());
  const auto socket = KernelEventSocket::open();
  if (socket) {  // since Linux 6.6; the queue is an ordinary one
    EXPECT_GT(socket->queue().count, 0U);
    return;
  }
  EXPECT_TRUE(socket.error().code == ErrorCode::kDenied ||
              socket.error().code == ErrorCode::kUnavailable);
  if (socket.error().code == ErrorCode::kDenied) {
    EXPECT_THAT(socket.error().message, testing::HasSubstr("CAP_NET_ADMIN"));
  }
}

}  // namespace
}  // namespace tidemark::probes
