#include "analyzer/loop/wakeup.hpp"

#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tidemark::analyzer {
namespace asio = boost::asio;

Wakeup::Wakeup(asio::any_io_executor executor) : timer_(std::move(executor)) {}

void Wakeup::notify() {
  notified_ = true;
  timer_.cancel();
}

asio::awaitable<Woken> Wakeup::wait(Deadline deadline) {
  // Without this the next co_await after a cancellation would throw instead of telling the caller.
  co_await asio::this_coro::throw_if_cancelled(false);
  const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none) co_return Woken::kCancelled;
  if (!notified_) {
    timer_.expires_at(deadline.at());
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    co_await timer_.async_wait(token);
    if (!notified_) {
      co_return state.cancelled() != asio::cancellation_type::none ? Woken::kCancelled
                                                                   : Woken::kTimedOut;
    }
  }
  notified_ = false;
  co_return Woken::kNotified;
}

asio::awaitable<Woken> sleep_until(Deadline deadline) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  Wakeup never(executor);
  co_return co_await never.wait(deadline);
}

}  // namespace tidemark::analyzer
