// Several coroutines that wait for the same thing.
#pragma once

#include <deque>
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "analyzer/loop/wakeup.hpp"

namespace tidemark::analyzer {

// Those who wait are woken in the order in which they came. One thread.
class Waiters {
 public:
  explicit Waiters(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

  [[nodiscard]] boost::asio::awaitable<Woken> wait(Deadline deadline);
  // False: nobody waits.
  bool wake_one();
  void wake_all();
  [[nodiscard]] bool empty() const { return waiting_.empty(); }

 private:
  boost::asio::any_io_executor executor_;
  std::deque<std::shared_ptr<Wakeup>> waiting_;
};

}  // namespace tidemark::analyzer
