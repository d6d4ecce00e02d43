#include "analyzer/loop/alarm.hpp"

namespace tidemark::analyzer {

Alarm::Alarm(const boost::asio::any_io_executor& executor, std::chrono::milliseconds after,
             std::function<void()> action)
    : timer_(executor, after), action_(std::make_shared<std::function<void()>>(std::move(action))) {
  timer_.async_wait([weak = std::weak_ptr(action_)](const boost::system::error_code& error) {
    const auto still = weak.lock();
    if (!error && still) (*still)();
  });
}

}  // namespace tidemark::analyzer
