// How a connection comes about, or why not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include <boost/asio/ip/tcp.hpp>

#include "tests/analyzer/filtered_port.hpp"
#include "tests/analyzer/http/http_client_fixture.hpp"

namespace tidemark::analyzer {
namespace {

using asio::ip::tcp;
using ::testing::AnyOf;
using ::testing::HasSubstr;

TEST_F(HttpClientTest, SaysWhyThereIsNoConnection) {
  const std::uint16_t closed_port = [this] {
    tcp::acceptor acceptor(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    return acceptor.local_endpoint().port();
  }();
  const Timed refused = get("http://site.example/", {"127.0.0.1", closed_port});
  EXPECT_EQ(refused.error, ErrorClass::kConnectRefused) << refused.detail;
  EXPECT_EQ(refused.stage, Stage::kConnect);
  const Timed unreachable = get("http://site.example/", {"255.255.255.255", 80});
  EXPECT_EQ(unreachable.error, ErrorClass::kConnectUnreachable) << unreachable.detail;
  const Timed v6 = get("http://site.example/", {"::1", closed_port});
  EXPECT_THAT(v6.error,
              AnyOf(ErrorClass::kConnectRefused, ErrorClass::kConnectUnreachable));  // no IPv6 here
  EXPECT_THAT(v6.detail, HasSubstr("::1"));
}

TEST_F(HttpClientTest, AConnectionThatNeverComesIsAConnectTimeout) {
  const FilteredPort filtered(io_);
  const Timed got = get("https://site.example/", {"127.0.0.1", filtered.port()}, kShort);
  EXPECT_EQ(got.error, ErrorClass::kConnectTimeout);
  EXPECT_EQ(got.stage, Stage::kConnect);
  EXPECT_THAT(got.detail, HasSubstr("127.0.0.1:" + std::to_string(filtered.port())));
}

TEST_F(HttpClientTest, AConnectIsGivenUpBeforeTheDeadline) {
  const FilteredPort filtered(io_);
  connect_patience_ = kShort;
  for (const char* url : {"https://site.example/", "http://site.example/"}) {
    const Timed got = get(url, {"127.0.0.1", filtered.port()});
    EXPECT_EQ(got.error, ErrorClass::kConnectTimeout) << url;
    EXPECT_EQ(got.stage, Stage::kConnect);
    EXPECT_GE(got.measured, kShort);
    EXPECT_LT(got.measured, kShort + kOverrun);
  }
}

TEST_F(HttpClientTest, OnceConnectedOnlyTheDeadlineCounts) {
  connect_patience_ = kShort / 4;
  const SiteAct late{.send = page("late"), .piece = 1, .pause = 5ms};  // 200 ms and more
  const Timed answer = get(serve(always(late)));
  EXPECT_EQ(answer.error, std::nullopt) << answer.detail;
  EXPECT_GT(answer.measured, connect_patience_);
  EXPECT_EQ(get(serve(always({.then = Then::kHang})), kShort).error, ErrorClass::kNoResponse);
  SiteScript stalls;
  stalls.on_connect = SiteAct{.then = Then::kHang};
  const auto& site = serve(stalls);
  const Timed stalled = get("https://site.example/", {"127.0.0.1", site.port()}, kShort);
  EXPECT_EQ(stalled.error, ErrorClass::kTlsTimeout);
}

TEST_F(HttpClientTest, UrlsItCannotFetchAreNotFetched) {
  const auto& site = serve(always({.send = page("x")}));
  for (const char* url : {"ftp://site.example/", "file:///etc/passwd", "http://", "http://a b/", "",
                          "javascript:alert(1)", "http://[::1/"}) {
    const Timed got = get(url, {"127.0.0.1", site.port()});
    EXPECT_EQ(got.error, ErrorClass::kBadRedirect) << url;
    EXPECT_FALSE(got.response);
  }
  const Timed name = get("http://site.example/", {"localhost", site.port()});
  EXPECT_EQ(name.error, ErrorClass::kConnectUnreachable);
  EXPECT_EQ(site.connections(), 0);
}

TEST_F(HttpClientTest, IgnoresProxiesOfTheEnvironment) {
  ::setenv("http_proxy", "http://127.0.0.1:1/", 1);
  ::setenv("ALL_PROXY", "socks5://127.0.0.1:1/", 1);
  EXPECT_EQ(get(serve(always({.send = page("x")}))).error, std::nullopt);
}

}  // namespace
}  // namespace tidemark::analyzer
