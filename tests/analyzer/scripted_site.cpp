#include "tests/analyzer/scripted_site.hpp"

#include <set>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace tidemark::analyzer {
namespace asio = boost::asio;
using asio::ip::tcp;

struct ScriptedSite::Impl {
  Impl(asio::io_context& io, SiteScript what)
      : script(std::move(what)), acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
    if (!script.tls) return;
    tls.emplace(asio::ssl::context::tls_server);
    tls->use_certificate_chain(asio::buffer(script.tls->certificate));
    tls->use_private_key(asio::buffer(script.tls->key), asio::ssl::context::pem);
    const auto choose = [](SSL*, const unsigned char** chosen, unsigned char* length,
                           const unsigned char*, unsigned, void*) {
      static constexpr std::string_view kHttp1 = "http/1.1";
      *chosen = reinterpret_cast<const unsigned char*>(kHttp1.data());
      *length = kHttp1.size();
      return SSL_TLSEXT_ERR_OK;
    };
    ::SSL_CTX_set_alpn_select_cb(tls->native_handle(), choose, nullptr);
  }

  SiteScript script;
  tcp::acceptor acceptor;
  std::optional<asio::ssl::context> tls;
  std::set<tcp::socket*> open;
  std::vector<std::string> requests;
  int connections = 0;
  boost::system::error_code last_error;  // for whoever debugs a test
};

namespace {

// Performs `act`; false when the connection is over. Errors (the client went) end the coroutine.
template <typename Stream>
asio::awaitable<bool> perform(Stream& stream, const SiteAct& act) {
  using Then = SiteAct::Then;
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor);
  const std::size_t piece = act.piece == 0 ? act.send.size() : act.piece;
  for (std::size_t at = 0; at < act.send.size(); at += piece) {
    const auto bytes = asio::buffer(act.send.data() + at, std::min(piece, act.send.size() - at));
    co_await asio::async_write(stream, bytes, asio::use_awaitable);
    if (act.pause.count() == 0) continue;
    timer.expires_after(act.pause);
    co_await timer.async_wait(asio::use_awaitable);
  }
  if (act.then == Then::kNextRequest) co_return true;
  auto& socket = stream.lowest_layer();
  if (act.then == Then::kHang) {
    char byte = 0;
    const auto buffer = asio::buffer(&byte, 1);
    while (true) co_await stream.async_read_some(buffer, asio::use_awaitable);
  }
  if (act.then == Then::kReset) socket.set_option(asio::socket_base::linger(true, 0));
  socket.close();
  co_return false;
}

template <typename Impl, typename Stream>
asio::awaitable<void> converse(std::shared_ptr<Impl> site, Stream& stream) {
  std::string buffer;
  while (true) {
    auto target = asio::dynamic_buffer(buffer);
    const std::string end = "\r\n\r\n";
    const std::size_t size =
        co_await asio::async_read_until(stream, target, end, asio::use_awaitable);
    site->requests.push_back(buffer.substr(0, size));
    buffer.erase(0, size);
    const SiteAct act = site->script.on_request(site->requests.back());
    const bool more = co_await perform(stream, act);
    if (!more) co_return;
  }
}

template <typename Impl>
asio::awaitable<void> serve(std::shared_ptr<Impl> site, tcp::socket socket) {
  ++site->connections;
  tcp::socket* current = &socket;
  site->open.insert(current);
  try {
    if (site->script.on_connect) {
      const SiteAct act = *site->script.on_connect;
      const bool more = co_await perform(socket, act);
      if (more) co_await converse(site, socket);
    } else if (site->tls) {
      asio::ssl::stream<tcp::socket&> secured(socket, *site->tls);
      co_await secured.async_handshake(asio::ssl::stream_base::server, asio::use_awaitable);
      co_await converse(site, secured);
    } else {
      co_await converse(site, socket);
    }
  } catch (const boost::system::system_error& gone) {
    site->last_error = gone.code();  // of the client: that is its right
  }
  site->open.erase(current);
}

template <typename Impl>
asio::awaitable<void> accept(std::shared_ptr<Impl> site) {
  try {
    while (true) {
      tcp::socket socket = co_await site->acceptor.async_accept(asio::use_awaitable);
      asio::co_spawn(site->acceptor.get_executor(), serve(site, std::move(socket)), asio::detached);
    }
  } catch (const boost::system::system_error& closed) {
    site->last_error = closed.code();
  }
}

}  // namespace

ScriptedSite::ScriptedSite(asio::io_context& io, SiteScript script)
    : impl_(std::make_shared<Impl>(io, std::move(script))) {
  asio::co_spawn(io, accept(impl_), asio::detached);
}

ScriptedSite::~ScriptedSite() {
  boost::system::error_code ignored;
  impl_->acceptor.close(ignored);
  for (tcp::socket* socket : impl_->open) socket->close(ignored);
}

std::uint16_t ScriptedSite::port() const { return impl_->acceptor.local_endpoint().port(); }
int ScriptedSite::connections() const { return impl_->connections; }
const std::vector<std::string>& ScriptedSite::requests() const { return impl_->requests; }

}  // namespace tidemark::analyzer
