// Something to be done later, unless it has become pointless by then.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace tidemark::analyzer {

// Calls `action` once, from the loop, when `after` has passed; not if the alarm is gone by then.
class Alarm {
 public:
  Alarm(const boost::asio::any_io_executor& executor, std::chrono::milliseconds after,
        std::function<void()> action);

 private:
  boost::asio::steady_timer timer_;
  // An expired timer's handler can no longer be cancelled: it asks whether this is still there.
  std::shared_ptr<std::function<void()>> action_;
};

}  // namespace tidemark::analyzer
