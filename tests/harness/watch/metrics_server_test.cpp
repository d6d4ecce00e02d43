#include "harness/watch/metrics_server.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>

#include "probes/base/clock.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::harness {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::uint16_t port_of(const std::string& url) {
  const std::size_t colon = url.rfind(':');
  std::uint16_t port = 0;
  std::from_chars(url.data() + colon + 1, url.data() + url.size(), port);
  return port;
}

UniqueFd connect_to(std::uint16_t port) {
  UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in at{.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {}, .sin_zero = {}};
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(socket.get(), reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
  return socket;
}

// Everything that the server says until it closes.
std::string answer(std::uint16_t port, const std::string& request) {
  const UniqueFd socket = connect_to(port);
  EXPECT_EQ(::write(socket.get(), request.data(), request.size()),
            static_cast<ssize_t>(request.size()));
  std::string text;
  std::array<char, 4096> buffer{};
  const Deadline deadline = Deadline::in(std::chrono::seconds(20));
  while (!deadline.passed()) {
    pollfd readable{.fd = socket.get(), .events = POLLIN, .revents = 0};
    if (::poll(&readable, 1, static_cast<int>(deadline.remaining().count())) <= 0) break;
    const ssize_t count = ::read(socket.get(), buffer.data(), buffer.size());
    if (count <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return text;
}

class MetricsServerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto server = MetricsServer::start({});
    ASSERT_TRUE(server) << server.error().message;
    server_.emplace(std::move(*server));
    server_->publish({.open_metrics = "open 1\n# EOF\n", .plain = "plain 1\n"});
  }
  std::string ask(const std::string& line, const std::string& more = "") {
    return answer(port_of(server_->url()),
                  line + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + more + "\r\n");
  }
  std::optional<MetricsServer> server_;
};

TEST_F(MetricsServerTest, SpeaksOpenMetricsToWhoAsksForIt) {
  const std::string text = ask(
      "GET /metrics", "Accept: application/openmetrics-text;version=1.0.0,text/plain;q=0.5\r\n");
  EXPECT_THAT(text, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(text, HasSubstr("application/openmetrics-text; version=1.0.0; charset=utf-8\r\n"));
  EXPECT_THAT(text, EndsWith("\r\n\r\nopen 1\n# EOF\n"));
}

TEST_F(MetricsServerTest, SpeaksThePlainDialectToOthers) {
  const std::string text = ask("GET /metrics?x=1", "Accept: */*\r\n");
  EXPECT_THAT(text, HasSubstr("text/plain; version=0.0.4"));
  EXPECT_THAT(text, EndsWith("plain 1\n"));
}

TEST_F(MetricsServerTest, GivesWhatWasPublishedLast) {
  server_->publish({.open_metrics = "", .plain = "plain 2\n"});
  EXPECT_THAT(ask("GET /metrics"), EndsWith("plain 2\n"));
}

TEST_F(MetricsServerTest, AnswersHeadWithoutABody) {
  const std::string text = ask("HEAD /metrics");
  EXPECT_THAT(text, HasSubstr("Content-Length: 8\r\n"));
  EXPECT_THAT(text, Not(HasSubstr("plain 1")));
}

TEST_F(MetricsServerTest, PointsToItsOnlyPage) {
  EXPECT_THAT(ask("GET /"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(ask("GET /"), HasSubstr("/metrics"));
  EXPECT_THAT(ask("DELETE /metrics"), StartsWith("HTTP/1.1 405 "));
}

TEST_F(MetricsServerTest, SurvivesWhatIsNoRequest) {
  (void)answer(port_of(server_->url()), std::string("\0\xff GET\r\n\r\n", 10));
  (void)answer(port_of(server_->url()), "GET /" + std::string(20000, 'x') + "\r\n\r\n");
  EXPECT_THAT(ask("GET /metrics"), EndsWith("plain 1\n"));
}

TEST_F(MetricsServerTest, DoesNotWaitForABody) {
  const std::string text = answer(port_of(server_->url()),
                                  "POST /metrics HTTP/1.1\r\nHost: x\r\n"
                                  "Transfer-Encoding: chunked\r\n\r\n0\r\n");
  EXPECT_THAT(text, StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(ask("GET /metrics"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(MetricsServerTest, ServesOthersWhileSomebodySaysNothing) {
  const UniqueFd silent = connect_to(port_of(server_->url()));
  EXPECT_THAT(ask("GET /metrics"), EndsWith("plain 1\n"));
}

TEST_F(MetricsServerTest, SaysThatAPortIsTaken) {
  const auto second = MetricsServer::start({.port = port_of(server_->url())});
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("serve metrics on 127.0.0.1 port "));
}

TEST(MetricsAddress, IsAPortOrAnAddressWithAPort) {
  EXPECT_EQ(parse_metrics_address("9105")->port, 9105);
  EXPECT_EQ(parse_metrics_address("9105")->address, "127.0.0.1");
  EXPECT_EQ(parse_metrics_address(":0")->address, "127.0.0.1");
  EXPECT_EQ(parse_metrics_address("0.0.0.0:80")->address, "0.0.0.0");
  EXPECT_EQ(parse_metrics_address("[::1]:80")->address, "::1");
  EXPECT_EQ(parse_metrics_address("localhost:80")->address, "127.0.0.1");
}

TEST(MetricsAddress, RefusesAnythingElse) {
  for (const char* text : {"", "x", "1.2.3.4", "1.2.3.4:", "1.2.3:80", "host:80", "127.0.0.1:99999",
                           "127.0.0.1:80x", "-1"}) {
    const auto address = parse_metrics_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().code, ErrorCode::kBadInput) << text;
  }
}

}  // namespace
}  // namespace tidemark::harness
