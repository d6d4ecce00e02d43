#include "analyzer/browser/stderr_tail.hpp"

#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "analyzer/loop/wakeup.hpp"
#include "probes/base/bytes.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;

struct StderrTail::State {
  State(const asio::any_io_executor& executor, UniqueFd fd)
      : pipe(executor, fd.release()), complete(executor) {}
  static asio::awaitable<void> read_all(std::shared_ptr<State> self);

  asio::posix::stream_descriptor pipe;
  Wakeup complete;
  std::string tail;
};

asio::awaitable<void> StderrTail::State::read_all(std::shared_ptr<State> self) {
  constexpr std::size_t kKept = Bytes::kib(2).count;
  std::array<char, 1024> chunk{};
  while (self->pipe.is_open()) {
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    const auto buffer = asio::buffer(chunk);
    const std::size_t size = co_await self->pipe.async_read_some(buffer, token);
    if (error) break;
    self->tail.append(chunk.data(), size);
    if (self->tail.size() > kKept) self->tail.erase(0, self->tail.size() - kKept);
  }
  self->complete.notify();
}

StderrTail::StderrTail(const asio::any_io_executor& executor, UniqueFd pipe)
    : state_(std::make_shared<State>(executor, std::move(pipe))) {
  asio::co_spawn(executor, State::read_all(state_), asio::detached);
}

StderrTail::~StderrTail() {
  boost::system::error_code ignored;  // closing cannot be refused
  state_->pipe.close(ignored);
}

asio::awaitable<void> StderrTail::wait_complete(Deadline deadline) {
  const std::shared_ptr<State> state = state_;
  (void)co_await state->complete.wait(deadline);
}

std::string StderrTail::text() const { return state_->tail; }

}  // namespace tidemark::analyzer
