// Runs coroutines in tests: one loop, one result, a bound on how long a test may hang.
#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace tidemark::test {

// Runs `coroutine` to its end on `loop` and returns its result; throws if it takes longer than 30
// s.
template <typename T>
T run_to_end(boost::asio::io_context& loop, boost::asio::awaitable<T> coroutine) {
  std::optional<T> result;
  std::exception_ptr broken;
  boost::asio::co_spawn(loop, std::move(coroutine), [&](std::exception_ptr thrown, T value) {
    broken = std::move(thrown);
    result = std::move(value);
    loop.stop();
  });
  loop.restart();
  loop.run_for(std::chrono::seconds(30));
  if (broken) std::rethrow_exception(broken);
  if (!result) throw std::runtime_error("the coroutine did not end within 30 s");
  return std::move(*result);
}

}  // namespace tidemark::test
