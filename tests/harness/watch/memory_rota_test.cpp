#include "harness/watch/memory_rota.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace tidemark::harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

probes::TreeSample sample_at(SteadyTime at, int processes) {
  probes::TreeSample sample{.at = at};
  for (int pid = 1; pid <= processes; ++pid) {
    sample.processes.push_back({.facts = {.id = {.pid = pid, .start_ticks = 7}, .state = 'S'}});
  }
  return sample;
}

Deadline enough() { return Deadline::in(seconds(60)); }

// Every reading takes 10 ms of CPU time.
class MemoryRotaTest : public testing::Test {
 protected:
  MemoryRota rota(double share) {
    return {share, [this](const ProcessId& id) {
              read_.push_back(id.pid);
              return MemoryRead{.facts = probes::MemoryFacts{.pss = Bytes::mib(1)},
                                .cpu = milliseconds(10),
                                .wall = milliseconds(12)};
            }};
  }
  std::vector<Pid> read_;
  SteadyTime start_ = steady_now();
};

TEST_F(MemoryRotaTest, ReadsNewcomersAheadOfItsShare) {
  MemoryRota rota = this->rota(0.01);
  EXPECT_THAT(rota.turn(sample_at(start_, 5), enough()), SizeIs(5));
  EXPECT_THAT(read_, ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(MemoryRotaTest, OwesAtMostTwentySecondsOfItsShare) {
  MemoryRota rota = this->rota(0.01);
  // 200 ms are twenty readings.
  EXPECT_THAT(rota.turn(sample_at(start_, 100), enough()), SizeIs(20));
}

TEST_F(MemoryRotaTest, RefreshesTheOldestFirstOnceItHasPaidWhatItOwes) {
  MemoryRota rota = this->rota(0.01);
  (void)rota.turn(sample_at(start_, 2), enough());
  (void)rota.turn(sample_at(start_ + milliseconds(1), 3), enough());
  read_.clear();
  (void)rota.turn(sample_at(start_ + seconds(2), 3), enough());
  EXPECT_THAT(read_, IsEmpty()) << "30 ms were read, 20 ms earned";
  (void)rota.turn(sample_at(start_ + milliseconds(3500), 3), enough());
  (void)rota.turn(sample_at(start_ + milliseconds(4500), 3), enough());
  (void)rota.turn(sample_at(start_ + milliseconds(5500), 3), enough());
  EXPECT_THAT(read_, ElementsAre(1, 2, 3));
}

TEST_F(MemoryRotaTest, KeepsToItsShareInTheLongRun) {
  MemoryRota rota = this->rota(0.02);
  for (int tick = 0; tick < 1200; ++tick) {
    (void)rota.turn(sample_at(start_ + tick * milliseconds(500), 40), enough());
  }
  EXPECT_LE(rota.cpu(), seconds(600) / 50 + milliseconds(400));
  EXPECT_GE(rota.cpu(), seconds(600) / 50 - milliseconds(400));
}

TEST_F(MemoryRotaTest, ReadsNothingWithoutAShare) {
  MemoryRota rota = this->rota(0);
  EXPECT_THAT(rota.turn(sample_at(start_, 5), enough()), IsEmpty());
  EXPECT_THAT(rota.figures(), IsEmpty());
}

TEST_F(MemoryRotaTest, StopsAtTheEndOfItsTime) {
  MemoryRota rota = this->rota(1);
  EXPECT_THAT(rota.turn(sample_at(start_, 5), Deadline(start_)), IsEmpty());
}

TEST_F(MemoryRotaTest, ReadsEverybodyWhenAskedTo) {
  MemoryRota rota = this->rota(0);
  EXPECT_THAT(rota.read_all(sample_at(start_, 50)), SizeIs(50));
  EXPECT_EQ(rota.longest_read(), milliseconds(12));
}

TEST_F(MemoryRotaTest, ForgetsWhoHasEnded) {
  MemoryRota rota = this->rota(0.5);
  (void)rota.turn(sample_at(start_, 3), enough());
  probes::TreeSample later = sample_at(start_ + seconds(1), 2);
  later.processes.back().facts.state = 'Z';
  later.deaths.push_back({.pid = 3, .start_ticks = 7});
  (void)rota.turn(later, enough());
  ASSERT_THAT(rota.figures(), SizeIs(1));
  EXPECT_EQ(rota.figures().begin()->first.pid, 1);
}

TEST(MeasuredMemory, IsThatOfTheProcess) {
  const MemoryRead read = read_memory_measured(read_process_id(::getpid()).value());
  ASSERT_TRUE(read.facts) << to_string(read.facts.why());
  ASSERT_TRUE(read.facts->pss);
  EXPECT_GT(read.facts->pss->count, 100'000U);
  EXPECT_GE(read.wall, read.cpu / 2);
}

TEST(MeasuredMemory, IsGoneWithTheProcess) {
  const MemoryRead read = read_memory_measured({.pid = ::getpid(), .start_ticks = 1});
  EXPECT_FALSE(read.facts);
  EXPECT_EQ(read.facts.why(), Absence::kGone);
}

}  // namespace
}  // namespace tidemark::harness
