#include "analyzer/proxy/host_connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include "analyzer/loop/wakeup.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// A host with a dead first address must still have time for the second.
constexpr std::chrono::seconds kFirstTry{3};

// Shared with the handler, which may run after the wait was given up.
struct Attempt {
  explicit Attempt(const asio::any_io_executor& executor) : done(executor) {}
  Wakeup done;
  error_code error;
};

ConnectFailure describe(const error_code& error, const Endpoint& endpoint) {
  ConnectFailure failed{
      .detail = fmt::format("{} port {}: {}", endpoint.address, endpoint.port, error.message())};
  switch (error.value()) {
    case ECANCELED: failed.error = ErrorClass::kCancelled; break;
    case ECONNREFUSED: failed.error = ErrorClass::kConnectRefused; break;
    case ECONNRESET: failed.error = ErrorClass::kReset; break;
    case ETIMEDOUT: failed.error = ErrorClass::kConnectTimeout; break;
    default: break;
  }
  return failed;
}

asio::awaitable<std::optional<ConnectFailure>> connect_one(SharedSocket socket, Endpoint endpoint,
                                                           Deadline deadline) {
  error_code error;
  const asio::ip::address address = asio::ip::make_address(endpoint.address, error);
  if (error) co_return describe(error, endpoint);
  auto attempt = std::make_shared<Attempt>(socket->get_executor());
  socket->async_connect(tcp::endpoint(address, endpoint.port), [attempt](const error_code& result) {
    attempt->error = result;
    attempt->done.notify();
  });
  const Woken woken = co_await attempt->done.wait(deadline);
  if (woken == Woken::kNotified && !attempt->error) co_return std::nullopt;
  error_code ignored;
  socket->close(ignored);
  if (woken == Woken::kNotified) co_return describe(attempt->error, endpoint);
  const int why = woken == Woken::kCancelled ? ECANCELED : ETIMEDOUT;
  co_return describe(error_code(why, boost::system::system_category()), endpoint);
}

}  // namespace

asio::awaitable<std::optional<ConnectFailure>> connect_host(SharedSocket socket,
                                                            std::vector<Endpoint> endpoints,
                                                            Deadline deadline) {
  std::optional<ConnectFailure> failed;
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    const bool is_last = i + 1 == endpoints.size();
    const Milliseconds share = std::min<Milliseconds>(kFirstTry, deadline.remaining() / 2);
    const Deadline patience = is_last ? deadline : deadline.within(share);
    const Endpoint& endpoint = endpoints[i];
    auto result = co_await connect_one(socket, endpoint, patience);
    if (!result) co_return std::nullopt;
    const bool cancelled = result->error == ErrorClass::kCancelled;
    failed = std::move(result);
    if (cancelled) break;
  }
  co_return failed ? std::move(failed) : ConnectFailure{.detail = "it has no address"};
}

}  // namespace tidemark::analyzer
