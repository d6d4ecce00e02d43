#include "tests/analyzer/proxy/proxy_fixture.hpp"

#include <unistd.h>

#include <array>
#include <charconv>

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace tidemark::analyzer {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

const tcp::endpoint kAnyPort(asio::ip::address_v4::loopback(), 0);

struct EchoConnection : std::enable_shared_from_this<EchoConnection> {
  explicit EchoConnection(tcp::socket accepted) : socket(std::move(accepted)) {}

  void serve() {
    socket.async_read_some(asio::buffer(buffer),
                           [self = shared_from_this()](error_code error, std::size_t size) {
                             if (error) return;
                             asio::async_write(self->socket, asio::buffer(self->buffer, size),
                                               [self](error_code failed, std::size_t) {
                                                 if (!failed) self->serve();
                                               });
                           });
  }

  tcp::socket socket;
  std::array<char, 4096> buffer{};
};

}  // namespace

struct EchoHost::State : std::enable_shared_from_this<State> {
  explicit State(asio::io_context& loop) : acceptor(loop, kAnyPort) {}

  void accept() {
    acceptor.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
      if (error) return;
      self->all.push_back(std::make_shared<EchoConnection>(std::move(socket)));
      self->all.back()->serve();
      self->accept();
    });
  }

  tcp::acceptor acceptor;
  std::vector<std::shared_ptr<EchoConnection>> all;
};

EchoHost::EchoHost(asio::io_context& loop) : state_(std::make_shared<State>(loop)) {
  state_->accept();
}

EchoHost::~EchoHost() {
  error_code ignored;
  state_->acceptor.close(ignored);
  hang_up();
}

std::uint16_t EchoHost::port() const { return state_->acceptor.local_endpoint().port(); }

int EchoHost::connections() const { return static_cast<int>(state_->all.size()); }

void EchoHost::hang_up() {
  error_code ignored;
  for (const auto& connection : state_->all) connection->socket.close(ignored);
}

void EchoHost::reset() {
  for (const auto& connection : state_->all) {
    error_code ignored;
    connection->socket.set_option(asio::socket_base::linger(true, 0), ignored);
  }
  hang_up();
}

void ProxyTest::SetUp() {
  LeavesNothingBehind::SetUp();
  loop_ = std::make_unique<asio::io_context>();
  host_ = std::make_unique<EchoHost>(*loop_);
}

void ProxyTest::TearDown() {
  lane_.reset();
  proxy_.reset();
  host_.reset();
  loop_.reset();
  LeavesNothingBehind::TearDown();
}

void ProxyTest::make_lane(AddressPolicy policy, uid_t client) {
  auto proxy = FilteringProxy::create(loop_->get_executor(),
                                      {.resolver = &resolver_, .map = map_, .policy = policy});
  ASSERT_TRUE(proxy) << proxy.error().message;
  proxy_ = std::move(*proxy);
  auto lane = proxy_->open_lane(client);
  ASSERT_TRUE(lane) << lane.error().message;
  lane_ = std::move(*lane);
  lane_->begin(Deadline::in(std::chrono::seconds(20)), Bytes::mib(8));
}

ProxyTest::Socket ProxyTest::connect() {
  const std::string& address = lane_->address();
  std::uint16_t port = 0;
  std::from_chars(address.data() + address.rfind(':') + 1, address.data() + address.size(), port);
  Socket client(*loop_);
  client.connect({asio::ip::address_v4::loopback(), port});
  return client;
}

std::optional<int> ProxyTest::ask(Socket& client, const std::string& host, std::uint16_t port) {
  std::array<char, 10> answer{};
  error_code error;
  asio::write(client, asio::buffer(std::string("\x05\x01\x00", 3)), error);
  if (error || read(client, answer.data(), 2) != 2) return std::nullopt;
  std::string request("\x05\x01\x00\x03", 4);
  request += static_cast<char>(host.size());
  request += host;
  request += static_cast<char>(port >> 8U);
  request += static_cast<char>(port & 0xFFU);
  asio::write(client, asio::buffer(request), error);
  if (error || read(client, answer.data(), answer.size()) != answer.size()) return std::nullopt;
  return answer[1];
}

std::string ProxyTest::echo(Socket& client, const std::string& text) {
  bool written = false;
  asio::async_write(client, asio::buffer(text),
                    [&written](error_code, std::size_t) { written = true; });
  std::string back(text.size(), '\0');
  back.resize(read(client, back.data(), back.size()));
  run_until([&written] { return written; });
  return back;
}

std::size_t ProxyTest::read(Socket& client, char* data, std::size_t size) {
  std::optional<std::size_t> got;
  asio::async_read(client, asio::buffer(data, size),
                   [&got](error_code, std::size_t count) { got = count; });
  run_until([&got] { return got.has_value(); });
  return got.value_or(0);
}

error_code ProxyTest::ending_of(Socket& client) {
  std::array<char, 4096> buffer{};
  error_code ending;
  while (!ending) {
    bool done = false;
    client.async_read_some(asio::buffer(buffer), [&](error_code error, std::size_t) {
      ending = error;
      done = true;
    });
    run_until([&done] { return done; });
    if (!done) break;
  }
  return ending;
}

void ProxyTest::run_until(const std::function<bool()>& done) {
  const Deadline deadline = Deadline::in(std::chrono::seconds(30));
  while (!done() && !deadline.passed()) loop_->run_one_for(std::chrono::milliseconds(20));
  ASSERT_TRUE(done()) << "waited 30 s in vain";
}

}  // namespace tidemark::analyzer
