#include "analyzer/engine/crew.hpp"

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "analyzer/pace/pace.hpp"

namespace tidemark::analyzer {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// A crew whose pieces of work are numbered from 1, until there are `pieces` of them.
class CrewTest : public ::testing::Test {
 protected:
  using Piece = std::function<asio::awaitable<void>(int piece, Workplace& workplace)>;

  void run(CrewSize size, int pieces, const Piece& piece) {
    crew_ = std::make_unique<Crew>(loop_.get_executor(), size, *events_,
                                   [&, pieces](int, Workplace& workplace) -> asio::awaitable<bool> {
                                     const int number = ++taken_;
                                     if (number > pieces) co_return false;
                                     const bool ready = co_await workplace.come_back();
                                     if (!ready) co_return false;
                                     started_.push_back(number);
                                     co_await piece(number, workplace);
                                     ++finished_;
                                     co_return true;
                                   });
    bool ended = false;
    asio::co_spawn(loop_, crew_->run(), [&ended](const std::exception_ptr& thrown) {
      ended = true;
      if (thrown) std::rethrow_exception(thrown);
    });
    loop_.run_for(20s);
    EXPECT_TRUE(ended);
  }

  asio::io_context loop_{1};
  std::unique_ptr<TaskEvents> events_ = *TaskEvents::connect("");
  std::unique_ptr<Crew> crew_;
  int taken_ = 0;
  int finished_ = 0;
  std::vector<int> started_;
};

TEST_F(CrewTest, DoesEveryPieceWithNoMoreThanItsWorkers) {
  int at_once = 0;
  int most = 0;
  run({3, 5}, 40, [&](int, Workplace&) -> asio::awaitable<void> {
    most = std::max(most, ++at_once);
    const Deadline soon = Deadline::in(1ms);
    (void)co_await sleep_until(soon);
    --at_once;
  });
  EXPECT_EQ(finished_, 40);
  EXPECT_EQ(most, 3);
}

TEST_F(CrewTest, WorksOnWhileOthersWaitBeside) {
  // The first four pieces wait until all others are done: with two workers nobody could do those.
  Waiters all_done(loop_.get_executor());
  run({2, 4}, 24, [&](int piece, Workplace& workplace) -> asio::awaitable<void> {
    if (piece <= 4) {
      workplace.step_aside();
      const Deadline long_after = Deadline::in(10s);
      const Woken woken = co_await all_done.wait(long_after);
      EXPECT_EQ(woken, Woken::kNotified);
    } else if (finished_ == 19) {
      all_done.wake_all();
    }
  });
  EXPECT_EQ(finished_, 24);
}

TEST_F(CrewTest, LetsWhoeverComesBackWaitForAPlace) {
  int at_work = 0;
  int most = 0;
  run({2, 8}, 30, [&](int, Workplace& workplace) -> asio::awaitable<void> {
    workplace.step_aside();
    const Deadline soon = Deadline::in(1ms);
    (void)co_await sleep_until(soon);
    const bool back = co_await workplace.come_back();
    EXPECT_TRUE(back);
    most = std::max(most, ++at_work);
    const Deadline later = Deadline::in(1ms);
    (void)co_await sleep_until(later);
    --at_work;
  });
  EXPECT_EQ(finished_, 30);
  EXPECT_LE(most, 2);
}

TEST_F(CrewTest, KeepsAWorkersPlaceWhenThereIsNoRoomBeside) {
  int inside = 0;
  int most = 0;
  run({2, 3}, 30, [&](int, Workplace& workplace) -> asio::awaitable<void> {
    workplace.step_aside();
    most = std::max(most, ++inside);
    const Deadline soon = Deadline::in(1ms);
    (void)co_await sleep_until(soon);
    --inside;
  });
  EXPECT_EQ(finished_, 30);
  EXPECT_GT(most, 2);
  EXPECT_LE(most, 5);
}

TEST_F(CrewTest, EndsAtOnceWhenCancelledWhoeverWaitsWhere) {
  const SteadyTime begun = steady_now();
  run({2, 3}, 100, [&](int piece, Workplace& workplace) -> asio::awaitable<void> {
    if (piece % 2 == 0) workplace.step_aside();
    if (piece == 3) crew_->cancel();
    const Deadline never = Deadline::in(15s);
    (void)co_await sleep_until(never);
  });
  EXPECT_LT(steady_now() - begun, 10s);
}

TEST(Pace, KeepsTheLimitsAndWakesWhoeverWaits) {
  asio::io_context loop{1};
  Pace pace(loop.get_executor(), {.per_address = 2, .per_registrable_domain = 1});
  auto first = pace.try_take("198.51.100.1", "a.example");
  ASSERT_TRUE(first);
  EXPECT_FALSE(pace.try_take("198.51.100.2", "a.example")) << "one for each owner";
  auto second = pace.try_take("198.51.100.1", "b.example");
  ASSERT_TRUE(second);
  EXPECT_FALSE(pace.try_take("198.51.100.1", "c.example")) << "two at each address";
  EXPECT_TRUE(pace.try_take("", "c.example")) << "no limit for an address that is not known";

  bool got = false;
  asio::co_spawn(
      loop,
      [&]() -> asio::awaitable<void> {
        const std::optional<Turn> turn = co_await pace.take("198.51.100.1", "c.example");
        got = turn.has_value();
      },
      asio::detached);
  loop.poll();
  EXPECT_FALSE(got);
  first.reset();
  loop.restart();
  loop.run_for(5s);
  EXPECT_TRUE(got);
}

// Two limits at once, and visits that are given up while they wait or have just been woken:
// whatever room comes free, somebody takes it.
TEST(Pace, LetsEverybodyHaveATurnWhoeverGivesUp) {
  asio::io_context loop(1);
  Pace pace(loop.get_executor(), {.per_address = 3, .per_registrable_domain = 2});
  constexpr std::size_t kVisits = 300;
  std::vector<asio::cancellation_signal> givings_up(kVisits);
  std::vector<bool> waits(kVisits, false);
  int at_once = 0;
  int most = 0;
  std::size_t ended = 0;
  const auto visit = [&](std::size_t number) -> asio::awaitable<void> {
    waits[number] = true;
    const std::string address = "192.0.2." + std::to_string(number % 4);
    const std::string owner = "owner" + std::to_string(number % 3) + ".example";
    auto turn = co_await pace.take(address, owner);
    waits[number] = false;
    if (!turn) co_return;
    most = std::max(most, ++at_once);
    // Whoever has just been woken by an earlier end is given up before it runs.
    const std::size_t other = (number + 60) % kVisits;
    if (number % 5 == 0 && waits[other]) givings_up[other].emit(asio::cancellation_type::terminal);
    const Deadline soon = Deadline::in(100us);
    (void)co_await sleep_until(soon);
    --at_once;
  };
  for (std::size_t number = 0; number < kVisits; ++number) {
    auto& signal = givings_up[number];
    asio::co_spawn(
        loop, visit(number),
        asio::bind_cancellation_slot(signal.slot(), [&](const std::exception_ptr&) { ++ended; }));
  }
  loop.run_for(20s);
  EXPECT_EQ(ended, kVisits);
  EXPECT_EQ(at_once, 0);
  EXPECT_LE(most, 6);
  EXPECT_GE(most, 3);
}

TEST(Pace, SpreadsRequestsOverTheSecond) {
  asio::io_context loop{1};
  Pace pace(loop.get_executor(), {.requests_per_second = 100});
  const SteadyTime begun = steady_now();
  int taken = 0;
  for (int i = 0; i < 11; ++i) {
    asio::co_spawn(
        loop,
        [&, i]() -> asio::awaitable<void> {
          const std::string owner = std::to_string(i);
          const std::optional<Turn> turn = co_await pace.take("", owner);
          if (turn) ++taken;
        },
        asio::detached);
  }
  loop.run_for(10s);
  EXPECT_EQ(taken, 11);
  EXPECT_GE(steady_now() - begun, 100ms);
}

}  // namespace
}  // namespace tidemark::analyzer
