#include "harness/watch/metrics_server.hpp"

#include <pthread.h>
#include <signal.h>

#include <charconv>
#include <chrono>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "probes/base/printable.hpp"

namespace tidemark::harness {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using Request = http::request<http::empty_body>;
using Response = http::response<http::string_body>;

constexpr std::chrono::seconds kPatience{10};
constexpr int kMostConnections = 16;
constexpr std::uint32_t kMostHeader = 8192;
constexpr const char* kOpenMetricsType =
    "application/openmetrics-text; version=1.0.0; charset=utf-8";
constexpr const char* kPlainType = "text/plain; version=0.0.4; charset=utf-8";

// The dialect is the asker's choice; who does not ask gets the plain one, as from other exporters.
bool wants_open_metrics(const Request& request) {
  return request[http::field::accept].find("application/openmetrics-text") != std::string::npos;
}

Response answer_to(const Request& request, const MetricsText& text) {
  Response response(http::status::ok, request.version());
  const std::string_view path(request.target().data(), request.target().size());
  if (request.method() != http::verb::get && request.method() != http::verb::head) {
    response.result(http::status::method_not_allowed);
    response.set(http::field::allow, "GET, HEAD");
    response.body() = "only GET and HEAD\n";
  } else if (path.substr(0, path.find('?')) != "/metrics") {
    response.result(http::status::not_found);
    response.body() = "the metrics are at /metrics\n";
  } else {
    const bool open_metrics = wants_open_metrics(request);
    response.set(http::field::content_type, open_metrics ? kOpenMetricsType : kPlainType);
    response.body() = open_metrics ? text.open_metrics : text.plain;
  }
  if (response.result() != http::status::ok) {
    response.set(http::field::content_type, "text/plain; charset=utf-8");
  }
  response.keep_alive(request.keep_alive());
  response.prepare_payload();
  if (request.method() == http::verb::head) response.body().clear();
  return response;
}

std::string url_of(const tcp::endpoint& at) {
  const std::string address = at.address().to_string();
  const std::string host = at.address().is_v6() ? "[" + address + "]" : address;
  return "http://" + host + ":" + std::to_string(at.port()) + "/metrics";
}

Result<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (fault == std::errc() && end == text.data() + text.size() && !text.empty()) return port;
  return failure(ErrorCode::kBadInput, "'" + printable(text, 40) + "' is not a port");
}

}  // namespace

Result<MetricsAddress> parse_metrics_address(std::string_view text) {
  MetricsAddress at;
  const std::size_t colon = text.rfind(':');
  const auto port = parse_port(colon == std::string_view::npos ? text : text.substr(colon + 1));
  if (!port) {
    return failure(port.error().code,
                   port.error().message + "; write ADDRESS:PORT, such as 127.0.0.1:9105");
  }
  at.port = *port;
  std::string_view address = colon == std::string_view::npos ? "" : text.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
  }
  if (address == "localhost") address = "127.0.0.1";
  if (address.empty()) return at;
  at.address = address;
  boost::system::error_code wrong;
  asio::ip::make_address(at.address, wrong);
  if (wrong) {
    return failure(ErrorCode::kBadInput, "'" + printable(address, 60) +
                                             "' is not an IP address of this machine; write for "
                                             "example 127.0.0.1:9105 or [::]:9105");
  }
  return at;
}

class MetricsServer::Service {
 public:
  Service() : acceptor_(io_), pause_(io_) {}
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  ~Service() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
  }

  Result<void> listen(const MetricsAddress& at) {
    boost::system::error_code error;
    const tcp::endpoint wanted(asio::ip::make_address(at.address, error), at.port);
    if (!error) acceptor_.open(wanted.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(wanted, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return system_failure("serve metrics on " + at.address + " port " + std::to_string(at.port),
                            error.value());
    }
    url_ = url_of(acceptor_.local_endpoint(error));
    return {};
  }

  [[nodiscard]] const std::string& url() const { return url_; }

  void publish(MetricsText text) {
    auto next = std::make_shared<const MetricsText>(std::move(text));
    {
      const std::lock_guard lock(mutex_);
      text_.swap(next);
    }
    if (!thread_.joinable()) run();
  }

 private:
  void run() {
    asio::co_spawn(io_, accept(), asio::detached);
    thread_ = std::jthread([this] {
      // Signals are for the program's main thread.
      sigset_t all;
      ::sigfillset(&all);
      ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
      io_.run();
    });
  }

  [[nodiscard]] std::shared_ptr<const MetricsText> text() {
    const std::lock_guard lock(mutex_);
    return text_;
  }

  asio::awaitable<void> accept() {
    while (true) {
      boost::system::error_code error;
      tcp::socket socket =
          co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
      if (error) {  // out of descriptors, for instance: neither an end nor a reason to spin
        pause_.expires_after(std::chrono::milliseconds(100));
        co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, error));
        continue;
      }
      if (connections_ < kMostConnections) {
        asio::co_spawn(io_, serve(beast::tcp_stream(std::move(socket))), asio::detached);
      }
    }
  }

  asio::awaitable<void> serve(beast::tcp_stream stream) {
    ++connections_;
    beast::flat_buffer buffer;
    boost::system::error_code error;
    bool more = true;
    while (more) {
      http::request_parser<http::empty_body> parser;
      parser.header_limit(kMostHeader);
      stream.expires_after(kPatience);
      // A body is nothing to us; Beast 1.81 ends the program on a chunked one that comes in crumbs.
      co_await http::async_read_header(stream, buffer, parser,
                                       asio::redirect_error(asio::use_awaitable, error));
      if (error) break;
      const bool has_body = parser.chunked() || parser.content_length().value_or(0) > 0;
      const Response response = answer_to(parser.get(), *text());
      stream.expires_after(kPatience);
      co_await http::async_write(stream, response,
                                 asio::redirect_error(asio::use_awaitable, error));
      more = !error && response.keep_alive() && !has_body;
    }
    stream.socket().shutdown(tcp::socket::shutdown_both, error);
    --connections_;
  }

  std::mutex mutex_;  // guards text_
  std::shared_ptr<const MetricsText> text_ = std::make_shared<const MetricsText>();

  asio::io_context io_{1};  // all that follows is the thread's, once there is one
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  int connections_ = 0;
  std::string url_;
  std::jthread thread_;
};

Result<MetricsServer> MetricsServer::start(const MetricsAddress& at) {
  auto service = std::make_unique<Service>();
  if (auto listening = service->listen(at); !listening) return std::unexpected(listening.error());
  return MetricsServer(std::move(service));
}

MetricsServer::MetricsServer(std::unique_ptr<Service> service) : service_(std::move(service)) {}
MetricsServer::MetricsServer(MetricsServer&&) noexcept = default;
MetricsServer::~MetricsServer() = default;

const std::string& MetricsServer::url() const { return service_->url(); }
void MetricsServer::publish(MetricsText text) { service_->publish(std::move(text)); }

}  // namespace tidemark::harness
