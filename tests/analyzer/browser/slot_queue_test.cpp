// The queue for tabs, without browsers.
#include "analyzer/browser/slot_queue.hpp"

#include <gtest/gtest.h>

#include <exception>
#include <memory>
#include <optional>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace tidemark::analyzer {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

// Someone who wants a slot; holds it until told otherwise.
struct Client {
  std::optional<Result<Slot>> slot = {};
  asio::cancellation_signal cancel = {};
};

asio::awaitable<void> want(SlotQueue& queue, Deadline deadline, std::shared_ptr<Client> client) {
  Result<Slot> slot = co_await queue.acquire(deadline);
  client->slot.emplace(std::move(slot));
}

class SlotQueueTest : public ::testing::Test {
 protected:
  std::shared_ptr<Client> ask(milliseconds patience = milliseconds(10000)) {
    auto client = std::make_shared<Client>();
    asio::co_spawn(
        loop_, want(queue_, Deadline::in(patience), client),
        asio::bind_cancellation_slot(client->cancel.slot(), [](const std::exception_ptr&) {}));
    settle();
    return client;
  }
  // Runs everything that can run now.
  void settle() {
    loop_.restart();
    loop_.poll();
  }
  static bool has_slot(const Client& client) { return client.slot && client.slot->has_value(); }
  static ErrorCode refusal(const Client& client) { return client.slot->error().code; }

  asio::io_context loop_;
  SlotQueue queue_{loop_.get_executor(), 2};
};

TEST_F(SlotQueueTest, GivesNoMoreThanItHas) {
  const auto one = ask();
  const auto two = ask();
  const auto three = ask();
  EXPECT_TRUE(has_slot(*one));
  EXPECT_TRUE(has_slot(*two));
  EXPECT_FALSE(three->slot);
}

TEST_F(SlotQueueTest, TellsHowMuchIsInUse) {
  const auto one = ask();
  EXPECT_EQ(queue_.use().taken, 1);
  EXPECT_EQ(queue_.use().waiting, 0);
  const auto two = ask();
  const auto three = ask();
  EXPECT_EQ(queue_.use().slots, 2);
  EXPECT_EQ(queue_.use().taken, 2);
  EXPECT_EQ(queue_.use().waiting, 1);
  one->slot.reset();
  settle();
  EXPECT_EQ(queue_.use().taken, 2);
  EXPECT_EQ(queue_.use().waiting, 0);
}

TEST_F(SlotQueueTest, ServesInOrder) {
  const auto one = ask();
  const auto two = ask();
  const auto three = ask();
  const auto four = ask();
  one->slot.reset();
  settle();
  EXPECT_TRUE(has_slot(*three));
  EXPECT_FALSE(four->slot);
  two->slot.reset();
  settle();
  EXPECT_TRUE(has_slot(*four));
}

TEST_F(SlotQueueTest, LetsNobodyOvertakeAWaiterThatWasJustCalled) {
  const auto one = ask();
  const auto two = ask();
  const auto three = ask();
  one->slot.reset();        // the slot is on its way to three
  const auto four = ask();  // asks before three has run
  EXPECT_TRUE(has_slot(*three));
  EXPECT_FALSE(four->slot);
}

TEST_F(SlotQueueTest, SendsAWaiterAwayAtItsDeadline) {
  const auto one = ask();
  const auto two = ask();
  const auto late = ask(milliseconds(20));
  loop_.restart();
  while (!late->slot) loop_.run_one();
  EXPECT_EQ(refusal(*late), ErrorCode::kTimedOut);
  one->slot.reset();
  EXPECT_TRUE(has_slot(*ask()));
}

TEST_F(SlotQueueTest, PassesOnTheSlotOfACancelledWaiter) {
  const auto one = ask();
  const auto two = ask();
  const auto three = ask();
  const auto four = ask();
  one->slot.reset();  // given to three, which is cancelled before it can take it
  three->cancel.emit(asio::cancellation_type::terminal);
  settle();
  if (!has_slot(*three)) {
    EXPECT_EQ(refusal(*three), ErrorCode::kCancelled);
  }
  three->slot.reset();
  settle();
  EXPECT_TRUE(has_slot(*four));
}

TEST_F(SlotQueueTest, SendsEveryoneAwayWhenClosed) {
  const auto one = ask();
  const auto two = ask();
  const auto three = ask();
  queue_.close();
  settle();
  EXPECT_EQ(refusal(*three), ErrorCode::kCancelled);
  one->slot.reset();
  EXPECT_EQ(refusal(*ask()), ErrorCode::kCancelled);
}

}  // namespace
}  // namespace tidemark::analyzer
