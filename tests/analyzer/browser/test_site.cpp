#include "tests/analyzer/browser/test_site.hpp"

#include <set>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace tidemark::test {
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

enum class Kind { kAnswer, kSilence, kEndless };

struct Behaviour {
  Kind kind = Kind::kAnswer;
  std::string bytes = {};
  int mebibytes = 0;
};

std::string response(const std::string& head, const std::string& body) {
  return "HTTP/1.1 " + head + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

std::string path_of(const std::string& request) {
  const std::size_t begin = request.find(' ') + 1;
  return request.substr(begin, request.find(' ', begin) - begin);
}

}  // namespace

struct TestSite::State {
  explicit State(asio::io_context& loop)
      : acceptor(loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {}

  static asio::awaitable<void> accept_all(std::shared_ptr<State> self);
  static asio::awaitable<void> serve(std::shared_ptr<State> self,
                                     std::shared_ptr<tcp::socket> socket);
  static asio::awaitable<void> stream(std::shared_ptr<State> self,
                                      std::shared_ptr<tcp::socket> socket, int mebibytes);

  tcp::acceptor acceptor;
  std::set<std::shared_ptr<tcp::socket>> sockets;
  std::map<std::string, Behaviour> behaviours;
  std::map<std::string, std::vector<std::string>> requests;
  std::size_t sent = 0;
};

asio::awaitable<void> TestSite::State::accept_all(std::shared_ptr<State> self) {
  while (self->acceptor.is_open()) {
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    auto socket = std::make_shared<tcp::socket>(self->acceptor.get_executor());
    co_await self->acceptor.async_accept(*socket, token);
    if (error) co_return;
    self->sockets.insert(socket);
    asio::co_spawn(self->acceptor.get_executor(), serve(self, socket), asio::detached);
  }
}

asio::awaitable<void> TestSite::State::serve(std::shared_ptr<State> self,
                                             std::shared_ptr<tcp::socket> socket) {
  boost::system::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  std::string request;
  auto buffer = asio::dynamic_buffer(request);
  co_await asio::async_read_until(*socket, buffer, "\r\n\r\n", token);
  if (!error) {
    const std::string path = path_of(request);
    self->requests[path].push_back(request);
    const auto found = self->behaviours.find(path);
    const Behaviour missing{
        .bytes = response("404 Not Found\r\nContent-Type: text/html", "<p>missing</p>")};
    const Behaviour behaviour = found != self->behaviours.end() ? found->second : missing;
    if (behaviour.kind == Kind::kSilence) co_return;  // the socket stays open
    if (behaviour.kind == Kind::kEndless) {
      co_await stream(self, socket, behaviour.mebibytes);
    } else {
      const auto bytes = asio::buffer(behaviour.bytes);
      co_await asio::async_write(*socket, bytes, token);
    }
  }
  self->sockets.erase(socket);
}

asio::awaitable<void> TestSite::State::stream(std::shared_ptr<State> self,
                                              std::shared_ptr<tcp::socket> socket, int mebibytes) {
  boost::system::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  const std::string head =
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n";
  const auto head_bytes = asio::buffer(head);
  co_await asio::async_write(*socket, head_bytes, token);
  // Mostly comment, so that the document's size and not its layout is what the browser must bear.
  const std::string part = "<p>endless</p><!--" + std::string((1U << 20U) - 21, 'x') + "-->";
  const auto bytes = asio::buffer(part);
  for (int i = 0; i < mebibytes && !error; ++i) {
    self->sent += co_await asio::async_write(*socket, bytes, token);
  }
}

TestSite::TestSite(asio::io_context& loop) : state_(std::make_shared<State>(loop)) {
  asio::co_spawn(loop, State::accept_all(state_), asio::detached);
}

TestSite::~TestSite() {
  boost::system::error_code ignored;
  state_->acceptor.close(ignored);
  for (const auto& socket : state_->sockets) socket->close(ignored);
}

std::uint16_t TestSite::port() const { return state_->acceptor.local_endpoint().port(); }

void TestSite::page(const std::string& path, const std::string& html) {
  answer(path, "200 OK\r\nContent-Type: text/html; charset=utf-8", html);
}

void TestSite::answer(const std::string& path, const std::string& head, const std::string& body) {
  state_->behaviours[path] = {.bytes = response(head, body)};
}

void TestSite::silence(const std::string& path) {
  state_->behaviours[path] = {.kind = Kind::kSilence};
}

void TestSite::hang_up(const std::string& path) { state_->behaviours[path] = {}; }

void TestSite::endless(const std::string& path, int mebibytes) {
  state_->behaviours[path] = {.kind = Kind::kEndless, .mebibytes = mebibytes};
}

const std::vector<std::string>& TestSite::requests(const std::string& path) const {
  return state_->requests[path];
}

std::size_t TestSite::bytes_sent() const { return state_->sent; }

}  // namespace tidemark::test
