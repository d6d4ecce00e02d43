#include "analyzer/proxy/visit_traffic.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace tidemark::analyzer {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t kRelayBuffer = Bytes::kib(16).count;
// A page may invent names without end, and each would be a question to a resolver.
constexpr std::size_t kMaxContacts = 500;
// Chromium opens 32 per proxy, WebSockets apart.
constexpr std::size_t kMaxTunnels = 256;

using SizeOf = std::optional<std::size_t> (*)(Octets start);

// Reads exactly one message of the client; empty if it is none.
asio::awaitable<std::vector<unsigned char>> read_message(SharedSocket client, SizeOf size_of) {
  std::vector<unsigned char> message;
  std::optional<std::size_t> size = size_of(message);
  while (size && *size > message.size()) {
    const std::size_t had = message.size();
    message.resize(*size);
    const auto rest = asio::buffer(message) + had;
    error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    co_await asio::async_read(*client, rest, token);
    if (error) co_return std::vector<unsigned char>{};
    size = size_of(message);
  }
  if (!size) message.clear();
  co_return message;
}

asio::awaitable<bool> send(SharedSocket client, std::string_view text) {
  const auto bytes = asio::buffer(text);
  error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  co_await asio::async_write(*client, bytes, token);
  co_return !error;
}

asio::awaitable<std::optional<SocksTarget>> read_target(SharedSocket client) {
  const auto greeting = co_await read_message(client, socks_greeting_size);
  if (greeting.empty() || !offers_no_password(greeting)) co_return std::nullopt;
  const bool greeted = co_await send(client, kSocksGreeted);
  if (!greeted) co_return std::nullopt;
  const auto request = co_await read_message(client, socks_request_size);
  co_return request.empty() ? std::nullopt : parse_socks_request(request);
}

void send_at_once(tcp::socket& socket) {
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
}

// What the browser calls a reset must be one: without this it would see an orderly end.
void pass_on_reset(tcp::socket& socket) {
  error_code ignored;
  socket.set_option(asio::socket_base::linger(true, 0), ignored);
}

}  // namespace

VisitTraffic::VisitTraffic(asio::any_io_executor executor, std::shared_ptr<const Reach> reach,
                           TrafficLimits limits)
    : executor_(std::move(executor)),
      destinations_(executor_, std::move(reach)),
      limits_(limits),
      timer_(executor_) {}

void VisitTraffic::start() {
  timer_.expires_at(limits_.deadline.at());
  timer_.async_wait([weak = weak_from_this()](const error_code&) {
    if (const Self self = weak.lock()) self->end();
  });
}

void VisitTraffic::take(tcp::socket client) {
  if (ended_ || tunnels_.size() >= kMaxTunnels) return;
  send_at_once(client);
  auto tunnel = std::make_shared<Tunnel>();
  tunnel->client = std::make_shared<tcp::socket>(std::move(client));
  tunnel->host = std::make_shared<tcp::socket>(executor_);
  tunnels_.insert(tunnel);
  // The handler keeps the tunnel, whose signal the coroutine refers to until it is gone.
  auto finished = [tunnel](const std::exception_ptr& problem) {
    tunnel->served = true;
    if (problem) std::rethrow_exception(problem);
  };
  asio::co_spawn(executor_, serve(shared_from_this(), tunnel),
                 asio::bind_cancellation_slot(tunnel->cancel.slot(), std::move(finished)));
}

void VisitTraffic::end() {
  if (std::exchange(ended_, true)) return;
  timer_.cancel();
  for (const TunnelPtr& tunnel : std::exchange(tunnels_, {})) {
    close(tunnel);
    // Closing ends what waits for a socket; this ends a lookup. From the loop, where the coroutine
    // is sure to be suspended: it may be this very one that ends the traffic.
    asio::post(executor_, [tunnel] {
      if (!tunnel->served) tunnel->cancel.emit(asio::cancellation_type::terminal);
    });
  }
}

void VisitTraffic::close(const TunnelPtr& tunnel) {
  error_code ignored;
  tunnel->client->close(ignored);
  tunnel->host->close(ignored);
  tunnels_.erase(tunnel);
}

asio::awaitable<void> VisitTraffic::serve(Self self, TunnelPtr tunnel) {
  co_await asio::this_coro::throw_if_cancelled(false);
  const auto target = co_await read_target(tunnel->client);
  if (!target || self->ended_ || !self->note_contact(*tunnel, *target)) {
    self->close(tunnel);
    co_return;
  }
  const auto failed = co_await connect(self, tunnel);
  if (self->ended_) co_return;
  Contact& contact = self->report_.contacts[tunnel->contact];
  contact.error = failed ? std::optional(failed->error) : std::nullopt;
  contact.detail = failed ? failed->detail : "";
  if (failed) {
    if (failed->error == ErrorClass::kAddressForbidden) ++self->report_.refused;
    (void)co_await send(tunnel->client, kSocksUnreachable);
    self->close(tunnel);
    co_return;
  }
  contact.reached = Contact::Reached::kHost;
  ++contact.connections;
  ++self->report_.connections;
  send_at_once(*tunnel->host);
  const bool told = co_await send(tunnel->client, kSocksConnected);
  if (!told || self->ended_) {
    self->close(tunnel);
    co_return;
  }
  asio::co_spawn(self->executor_, relay(self, tunnel, Way::kToHost), asio::detached);
  co_await relay(self, tunnel, Way::kToClient);
}

asio::awaitable<std::optional<ConnectFailure>> VisitTraffic::connect(Self self, TunnelPtr tunnel) {
  const std::string host = self->report_.contacts[tunnel->contact].host;
  const std::uint16_t port = self->report_.contacts[tunnel->contact].port;
  const Deadline deadline = self->limits_.deadline;
  Destination where = co_await self->destinations_.find(host, port, deadline);
  if (where.error) co_return ConnectFailure{.error = *where.error, .detail = where.detail};
  if (self->ended_) co_return ConnectFailure{.error = ErrorClass::kCancelled};
  Contact& contact = self->report_.contacts[tunnel->contact];
  contact.reached = std::max(contact.reached, Contact::Reached::kName);
  std::vector<Endpoint> endpoints = std::move(where.endpoints);
  co_return co_await connect_host(tunnel->host, std::move(endpoints), deadline);
}

// False: the page asks for too many hosts.
bool VisitTraffic::note_contact(Tunnel& tunnel, const SocksTarget& target) {
  std::vector<Contact>& contacts = report_.contacts;
  const auto known = std::ranges::find_if(contacts, [&](const Contact& contact) {
    return contact.port == target.port && contact.host == target.host;
  });
  tunnel.contact = static_cast<std::size_t>(known - contacts.begin());
  if (known != contacts.end()) return true;
  if (contacts.size() == kMaxContacts) {
    ++report_.refused;
    return false;
  }
  contacts.push_back({.host = target.host, .port = target.port});
  return true;
}

// One direction, until its source ends; nothing is read that could not be written.
asio::awaitable<void> VisitTraffic::relay(Self self, TunnelPtr tunnel, Way way) {
  tcp::socket& from = way == Way::kToHost ? *tunnel->client : *tunnel->host;
  tcp::socket& to = way == Way::kToHost ? *tunnel->host : *tunnel->client;
  std::vector<char> buffer(kRelayBuffer);
  error_code error;
  while (!error) {
    auto token = asio::redirect_error(asio::use_awaitable, error);
    const auto space = asio::buffer(buffer);
    const std::size_t size = co_await from.async_read_some(space, token);
    if (error) break;
    self->count(*tunnel, way, size);
    if (self->ended_) co_return;
    const auto bytes = asio::buffer(buffer, size);
    co_await asio::async_write(to, bytes, token);
  }
  if (self->ended_) co_return;
  // The browser may still be reading what a host sent before its end; the browser itself never
  // half-closes: when it goes, the connection is over.
  if (way == Way::kToClient && error == asio::error::eof) {
    error_code ignored;
    to.shutdown(tcp::socket::shutdown_send, ignored);
    co_return;
  }
  if (way == Way::kToClient && error == asio::error::connection_reset) pass_on_reset(to);
  self->close(tunnel);
}

void VisitTraffic::count(const Tunnel& tunnel, Way way, std::size_t bytes) {
  if (way == Way::kToHost) {
    report_.sent += Bytes{bytes};
    return;
  }
  report_.received += Bytes{bytes};
  report_.contacts[tunnel.contact].received += Bytes{bytes};
  if (report_.received > limits_.received) end();
}

}  // namespace tidemark::analyzer
