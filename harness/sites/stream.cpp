#include "harness/sites/stream.hpp"

#include <poll.h>

#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/write.hpp>

namespace tidemark::harness {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// How often a peer is looked at that has sent something and not hung up: waiting for it to become
// readable would then return at once.
constexpr std::chrono::milliseconds kLookAgain{20};
constexpr std::chrono::seconds kFinishTime{2};

}  // namespace

Stream::Stream(SiteSocket socket, OpenConnection& record, Set& all)
    : socket_(std::move(socket)),
      record_(record),
      all_(all),
      deadline_(Deadline::in(std::chrono::seconds(0))) {
  all_.insert(this);
}

Stream::~Stream() { all_.erase(this); }

SiteTask<bool> Stream::handshake(TlsContext context, asio::const_buffer hello) {
  context_ = std::move(context);
  tls_.emplace(socket_, *context_);
  const auto [error, used] =
      co_await tls_->async_handshake(asio::ssl::stream_base::server, hello, kUse);
  co_return !error;
}

SiteTask<std::size_t> Stream::read_some(asio::mutable_buffer into) {
  if (tls_) {
    const auto [error, count] = co_await tls_->async_read_some(into, kUse);
    if (muted_) co_await unmuted();
    co_return error ? 0 : count;
  }
  const auto [error, count] = co_await socket_.async_read_some(into, kUse);
  if (muted_) co_await unmuted();
  co_return error ? 0 : count;
}

// Looks again and again, so that an ordinary write costs nothing for it.
SiteTask<void> Stream::unmuted() {
  SiteTimer timer(socket_.get_executor());
  while (muted_ && socket_.is_open()) {
    timer.expires_after(kLookAgain);
    co_await timer.async_wait(kUse);
  }
}

SiteTask<bool> Stream::write(asio::const_buffer bytes) {
  if (muted_) co_await unmuted();
  if (tls_) {
    const auto [error, count] = co_await asio::async_write(*tls_, bytes, kUse);
    record_.sent(count);
    co_return !error;
  }
  const auto [error, count] = co_await asio::async_write(socket_, bytes, kUse);
  record_.sent(count);
  co_return !error;
}

SiteTask<bool> Stream::wait(std::chrono::nanoseconds length) {
  const SteadyTime until = steady_now() + length;
  set_deadline(Deadline(until + std::chrono::seconds(1)));
  SiteTimer timer(socket_.get_executor());
  timer.expires_at(until);
  auto either = asio::experimental::make_parallel_group(
      socket_.async_wait(SiteSocket::wait_read, asio::deferred), timer.async_wait(asio::deferred));
  const auto first = asio::experimental::wait_for_one();
  [[maybe_unused]] const auto whichever = co_await either.async_wait(first, kUse);
  while (steady_now() < until) {
    if (hung_up()) co_return false;
    timer.expires_at(std::min(until, steady_now() + kLookAgain));
    const auto [error] = co_await timer.async_wait(kUse);
    if (error) co_return false;
  }
  co_return !hung_up();
}

bool Stream::hung_up() {
  if (!socket_.is_open()) return true;
  pollfd watched{.fd = socket_.native_handle(), .events = POLLRDHUP, .revents = 0};
  return ::poll(&watched, 1, 0) > 0;
}

SiteTask<void> Stream::finish() {
  error_code ignored;
  socket_.shutdown(SiteSocket::shutdown_send, ignored);
  co_await wait(kFinishTime);
  close();
}

void Stream::cut_off() {
  error_code ignored;
  if (socket_.is_open()) end_ = End::kReset;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
}

void Stream::close() {
  error_code ignored;
  if (socket_.is_open()) end_ = End::kClosed;
  socket_.close(ignored);
}

}  // namespace tidemark::harness
