// The one way a coroutine of the analyzer waits for something: with a deadline, and cancellable.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "probes/base/clock.hpp"

namespace tidemark::analyzer {

// Why a wait ended.
enum class Woken { kNotified, kTimedOut, kCancelled };

// Lets one coroutine wait until another part of the program says `notify()`, a deadline passes, or
// the waiting coroutine is cancelled (terminal cancellation of its co_spawn). A notification that
// comes first is kept. curl transfers, DNS queries, CDP replies and slots are all awaited through
// it, so that no operation can outlive its deadline for want of a cancellation handler. One waiter,
// one thread.
class Wakeup {
 public:
  explicit Wakeup(boost::asio::any_io_executor executor);

  void notify();
  [[nodiscard]] boost::asio::awaitable<Woken> wait(Deadline deadline);

 private:
  boost::asio::steady_timer timer_;
  bool notified_ = false;
};

// Waits until `deadline` passes; kCancelled if the coroutine is cancelled first.
[[nodiscard]] boost::asio::awaitable<Woken> sleep_until(Deadline deadline);

}  // namespace tidemark::analyzer
