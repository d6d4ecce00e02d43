// What is asked, and status lines and headers that come back, late, broken or not at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/analyzer/http/http_client_fixture.hpp"

namespace tidemark::analyzer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

TEST_F(HttpClientTest, ReadsAPage) {
  const auto& site = serve(always({.send = page("hello", "X-Thing:  A b \r\nx-thing: c\r\n")}));
  const Timed got = get("http://Site.example/path?q=1#part", {"127.0.0.1", site.port()});
  EXPECT_EQ(got.error, std::nullopt) << got.detail;
  EXPECT_EQ(got.stage, Stage::kResponse);
  EXPECT_EQ(got.received, Bytes{5});
  ASSERT_TRUE(got.response);
  EXPECT_EQ(got.response->status, 200);
  EXPECT_EQ(got.response->body, "hello");
  EXPECT_FALSE(got.response->body_cut);
  EXPECT_THAT(got.response->headers, ElementsAre(Pair("content-length", "5"),
                                                 Pair("x-thing", "A b"), Pair("x-thing", "c")));
  EXPECT_EQ(got.response->header("x-thing"), "A b");
  EXPECT_EQ(got.response->header("x-other"), std::nullopt);
  EXPECT_THAT(site.requests().front(), StartsWith("GET /path?q=1 HTTP/1.1\r\n"));
  EXPECT_THAT(site.requests().front(), HasSubstr("Host: Site.example\r\n"));
}

TEST_F(HttpClientTest, AsksAsChromiumDoes) {
  const auto& site = serve(always({.send = page("x")}));
  get(site);
  const std::string& request = site.requests().front();
  EXPECT_THAT(request, HasSubstr("User-Agent: Mozilla/5.0 (X11; Linux x86_64)"));
  EXPECT_THAT(request, HasSubstr("\r\nAccept: text/html,"));
  EXPECT_THAT(request, HasSubstr("\r\nAccept-Language: en-US,en;q=0.9\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nUpgrade-Insecure-Requests: 1\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nAccept-Encoding: "));
  EXPECT_THAT(request, Not(HasSubstr("Sec-Fetch")));  // to https only
  client({.user_agent = "Tidemark/1"});
  get(site);
  EXPECT_THAT(site.requests().back(), HasSubstr("User-Agent: Tidemark/1\r\n"));
}

TEST_F(HttpClientTest, LeavesRedirectsToTheCaller) {
  const auto& site = serve(always(
      {.send = "HTTP/1.1 302 Found\r\nLocation: http://b.example/\r\nContent-Length: 0\r\n\r\n"}));
  const Timed got = get(site);
  EXPECT_EQ(got.response->status, 302);
  EXPECT_EQ(got.response->header("location"), "http://b.example/");
  EXPECT_EQ(site.requests().size(), 1U);
}

TEST_F(HttpClientTest, TheFinalAnswerCountsNotTheInterimOneNorTrailers) {
  const Timed got = get(serve(always(
      {.send = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
               "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\nTrailer: Late\r\n\r\n"
               "2\r\nhi\r\n0\r\nLate: 1\r\n\r\n"})));
  EXPECT_EQ(got.error, std::nullopt) << got.detail;
  EXPECT_EQ(got.response->status, 404);
  EXPECT_EQ(got.response->body, "hi");
  EXPECT_EQ(got.response->header("link"), std::nullopt);
  EXPECT_EQ(got.response->header("late"), std::nullopt);
}

TEST_F(HttpClientTest, NoAnswerEndsAtTheDeadline) {
  const Timed got = get(serve(always({.then = Then::kHang})), kShort);
  EXPECT_EQ(got.error, ErrorClass::kNoResponse);
  EXPECT_EQ(got.stage, Stage::kRequest);
  EXPECT_FALSE(got.response);
  EXPECT_GE(got.took, kShort - 50ms);
}

TEST_F(HttpClientTest, ASlowStatusLineIsSlowNotSilent) {
  SiteAct drip{.send = "HTTP/1.1 200 OK\r\n", .piece = 1, .pause = 100ms};
  const Timed got = get(serve(always(drip)), kShort);
  EXPECT_EQ(got.error, ErrorClass::kSlowResponse);
  EXPECT_FALSE(got.response);
}

TEST_F(HttpClientTest, AClosedConnectionIsAReset) {
  for (const Then then : {Then::kClose, Then::kReset}) {
    EXPECT_EQ(get(serve(always({.then = then}))).error, ErrorClass::kReset);
    SiteScript at_once;
    at_once.on_connect = SiteAct{.then = then};
    EXPECT_EQ(get(serve(at_once)).error, ErrorClass::kReset);
  }
}

TEST_F(HttpClientTest, GarbageIsNotHttp) {
  for (const std::string& garbage :
       {std::string("SSH-2.0-OpenSSH_9.2\r\n"), std::string(5000, '\xff'), std::string("\0\0\0", 3),
        std::string("HTTP/1.1 abc\r\n\r\n"), page("x", "Transfer-Encoding: chunked\r\n"),
        page("not gzip at all", "Content-Encoding: gzip\r\n")}) {
    const Timed got = get(serve(always({.send = garbage})));
    EXPECT_EQ(got.error, ErrorClass::kHttpProtocol) << garbage.substr(0, 40) << got.detail;
    EXPECT_NE(got.detail, "");
  }
}

TEST_F(HttpClientTest, EndlessHeadersAreCutOff) {
  std::string many = "HTTP/1.1 200 OK\r\n";
  while (many.size() < 1U << 20U) many += "X-Header: " + std::string(500, 'x') + "\r\n";
  const Timed got = get(serve(always({.send = many, .then = Then::kHang})));
  EXPECT_EQ(got.error, ErrorClass::kHttpProtocol);
  EXPECT_THAT(got.detail, HasSubstr("256.0 KiB"));
  const std::string one = "HTTP/1.1 200 OK\r\nX-Header: " + std::string(1U << 20U, 'x');
  EXPECT_EQ(get(serve(always({.send = one, .then = Then::kHang}))).error,
            ErrorClass::kHttpProtocol);
}

}  // namespace
}  // namespace tidemark::analyzer
