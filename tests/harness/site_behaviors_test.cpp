// What each behaviour of a simulated site looks like from outside, over real sockets.
#include <gmock/gmock.h>

#include "tests/harness/site_server_fixture.hpp"

namespace tidemark::harness {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace std::chrono_literals;

// How long the absence of an answer is watched.
constexpr auto kSilence = 300ms;

using SiteBehavior = SiteTest;

std::size_t visible_characters(std::string_view html) {
  std::size_t count = 0;
  bool in_tag = false;
  for (const char c : html.substr(html.find("<body>"))) {
    if (c == '<') in_tag = true;
    count += !in_tag && c != '\n' ? 1U : 0U;
    if (c == '>') in_tag = false;
  }
  return count;
}

TEST_F(SiteBehavior, PageHasTextAndEverySubResource) {
  serve_one(R"({"kind": "page", "text_chars": 2500, "images": 2, "image_bytes": 3000,
               "script_bytes": 5000, "style_bytes": 4000, "links": ["b.com"]})");
  SiteClient client = http();
  const Answer page = client.get("a.com");
  EXPECT_EQ(page.status, 200U);
  EXPECT_THAT(page.header("Content-Type"), StartsWith("text/html"));
  EXPECT_THAT(page.body, HasSubstr("<title>A</title>"));
  EXPECT_THAT(page.body, HasSubstr("href=\"https://b.com/\""));
  EXPECT_THAT(page.body, HasSubstr("/image-1.gif"));
  EXPECT_GE(visible_characters(page.body), 2400U);
  const Answer script = client.get("a.com", "/site.js");  // the connection is kept
  EXPECT_EQ(script.header("Content-Type"), "application/javascript");
  EXPECT_NEAR(static_cast<double>(script.body.size()), 5000, 100);
  EXPECT_NEAR(static_cast<double>(client.get("a.com", "/site.css").body.size()), 4000, 100);
  const Answer image = client.get("a.com", "/image-0.gif");
  EXPECT_NEAR(static_cast<double>(image.body.size()), 3000, 10);
  EXPECT_THAT(image.body, StartsWith("GIF89a"));
  EXPECT_EQ(client.get("a.com", "/nothing").status, 404U);
}

TEST_F(SiteBehavior, PagesDependOnSeedAndHostOnly) {
  constexpr std::string_view kTwo =
      R"({"hosts": ["a.com", "b.com"], "behavior": {"kind": "page"}})";
  serve(kTwo);
  const std::string a = http().get("a.com").body;
  EXPECT_NE(a, http().get("b.com").body);
  serve(kTwo);
  EXPECT_EQ(a, http().get("a.com").body);
}

TEST_F(SiteBehavior, ShellIsEmptyAndItsTextComesAsJson) {
  serve_one(R"({"kind": "shell", "text_chars": 1500})");
  const Answer page = http().get("a.com");
  EXPECT_LT(visible_characters(page.body), 10U);
  EXPECT_THAT(page.body, HasSubstr("/app.js"));
  EXPECT_THAT(http().get("a.com", "/app.js").body, HasSubstr("fetch('/api/content.json')"));
  const Answer content = http().get("a.com", "/api/content.json");
  EXPECT_EQ(content.header("Content-Type"), "application/json");
  EXPECT_GT(content.body.size(), 1500U);
}

TEST_F(SiteBehavior, BlockCarriesCloudflaresMarks) {
  serve_one(R"({"kind": "block"})");
  const Answer page = http().get("a.com", "/any/path");
  EXPECT_EQ(page.status, 403U);
  EXPECT_EQ(page.header("Server"), "cloudflare");
  EXPECT_EQ(page.header("CF-RAY").size(), 20U);
  EXPECT_EQ(page.header("cf-mitigated"), "");
  EXPECT_THAT(page.body, HasSubstr("<title>Attention Required! | Cloudflare</title>"));
  EXPECT_THAT(page.body, HasSubstr("cf-error-code"));
}

TEST_F(SiteBehavior, ChallengeCarriesTheExactSignalAndReloads) {
  serve_one(R"({"kind": "challenge", "reload_ms": 321})");
  const Answer page = http().get("a.com");
  EXPECT_EQ(page.status, 403U);
  EXPECT_EQ(page.header("cf-mitigated"), "challenge");
  EXPECT_EQ(page.header("Server"), "cloudflare");
  EXPECT_THAT(page.body, HasSubstr("Just a moment"));
  EXPECT_THAT(page.body, HasSubstr("_cf_chl_opt"));
  const std::string path = "/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=x";
  const Answer script = http().get("a.com", path);
  EXPECT_EQ(script.status, 200U);
  EXPECT_THAT(script.body, HasSubstr("location.reload(), 321"));
}

TEST_F(SiteBehavior, ChallengeWithoutSignalShowsOnlyTheReloadLoop) {
  serve_one(R"({"kind": "challenge", "signal": false})");
  const Answer page = http().get("a.com");
  EXPECT_EQ(page.status, 200U);
  EXPECT_EQ(page.header("cf-mitigated") + page.header("Server") + page.header("CF-RAY"), "");
  EXPECT_THAT(page.body, Not(HasSubstr("cdn-cgi")));
  EXPECT_THAT(page.body, Not(HasSubstr("loudflare")));
  EXPECT_THAT(http().get("a.com", "/check.js").body, HasSubstr("location.reload"));
}

TEST_F(SiteBehavior, ChallengePassesAfterSoManyLoadsOfTheSameClient) {
  serve_one(R"({"kind": "challenge", "passes_after": 2})");
  std::string cookie;
  for (int load = 0; load < 2; ++load) {
    const Answer page = http().get("a.com", "/", cookie);
    EXPECT_EQ(page.status, 403U) << load;
    const std::string set = page.header("Set-Cookie");
    ASSERT_FALSE(set.empty());
    cookie = "Cookie: other=1; " + set.substr(0, set.find(';')) + "\r\n";
  }
  EXPECT_EQ(http().get("a.com", "/", cookie).status, 200U);
  EXPECT_EQ(http().get("a.com", "/site.css", cookie).status, 200U);
  EXPECT_EQ(http().get("a.com").status, 403U);  // a client without the cookie begins anew
}

TEST_F(SiteBehavior, TarpitTakesTheRequestAndNeverAnswers) {
  serve_one(R"({"kind": "tarpit"})");
  SiteClient client = http();
  ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: a.com\r\n\r\n"));
  ASSERT_TRUE(eventually([](const SiteStats& stats) { return stats.requests == 1; }));
  std::string nothing;
  EXPECT_EQ(client.receive(nothing, kSilence), Ending::kTimedOut);
  EXPECT_EQ(server_->stats().open(), 1U);
}

TEST_F(SiteBehavior, TlsStallAcceptsAndNeverHandshakes) {
  serve_one(R"({"kind": "tls_stall"})");
  SiteClient client = https();
  EXPECT_FALSE(client.start_tls("a.com", "", kSilence));
  EXPECT_EQ(server_->stats().hosts[0].open, 1U);
  const Answer plain = http().get("a.com", "/x?y=1");
  EXPECT_EQ(plain.status, 301U);
  EXPECT_EQ(plain.header("Location"), "https://a.com/x?y=1");
}

TEST_F(SiteBehavior, DripSendsAValidPageLittleByLittle) {
  serve(R"({"hosts": ["a.com"], "behavior": {"kind": "drip", "bytes": 20, "interval_ms": 60000}},
           {"hosts": ["b.com"], "behavior": {"kind": "drip", "bytes": 500, "interval_ms": 1}})");
  SiteClient client = http();
  ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: a.com\r\n\r\n"));
  std::string start;
  EXPECT_EQ(client.receive(start), Ending::kData);
  EXPECT_EQ(start.size(), 20U);
  EXPECT_EQ(client.receive(start, kSilence), Ending::kTimedOut);
  SiteClient whole = http();
  const Answer page = whole.get("b.com");
  EXPECT_EQ(page.ending, Ending::kData);
  EXPECT_THAT(page.body, HasSubstr("</html>"));
  EXPECT_EQ(whole.get("b.com", "/site.css").status, 200U);
}

TEST_F(SiteBehavior, SlowAnswersLate) {
  serve_one(R"({"kind": "slow", "delay_ms": 400})");
  const SteadyTime begin = steady_now();
  SiteClient client = http();
  const Answer page = client.get("a.com");
  EXPECT_GE(steady_now() - begin, 400ms);
  EXPECT_EQ(page.status, 200U);
  EXPECT_EQ(client.get("a.com", "/site.js").status, 200U);
}

TEST_F(SiteBehavior, ResetCutsTheConnectionAfterTheRequest) {
  serve_one(R"({"kind": "reset"})");
  EXPECT_EQ(http().get("a.com").ending, Ending::kReset);
  EXPECT_TRUE(eventually([](const SiteStats& stats) { return stats.open() == 0; }));
  EXPECT_EQ(server_->stats().hosts[0].requests, 1U);
}

TEST_F(SiteBehavior, StatusRefuseAndRedirectSayWhatTheyAreTold) {
  serve(R"({"hosts": ["s.com"], "behavior": {"kind": "status", "code": 503}},
           {"hosts": ["auth.com"], "behavior": {"kind": "status", "code": 401}},
           {"hosts": ["empty.com"], "behavior": {"kind": "status", "code": 204}},
           {"hosts": ["r.com"], "behavior": {"kind": "refuse"}},
           {"hosts": ["to.com"], "behavior": {"kind": "redirect", "to": "https://s.com/a\r\nX: y",
                                              "code": 308}})");
  EXPECT_EQ(http().get("s.com").status, 503U);
  EXPECT_THAT(http().get("auth.com").header("WWW-Authenticate"), StartsWith("Basic"));
  const Answer refused = http().get("r.com");
  EXPECT_EQ(refused.status, 403U);
  EXPECT_EQ(refused.header("Server"), "");
  const Answer moved = http().get("to.com");
  EXPECT_EQ(moved.status, 308U);
  EXPECT_EQ(moved.header("Location"), "https://s.com/a%0D%0AX:%20y");
  SiteClient client = http();
  ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: empty.com\r\n\r\n"));
  std::string got;
  while (got.find("\r\n\r\n") == std::string::npos) ASSERT_EQ(client.receive(got), Ending::kData);
  EXPECT_THAT(got, StartsWith("HTTP/1.1 204 No Content\r\n"));
  EXPECT_THAT(got, Not(HasSubstr("Content-Length")));
}

TEST_F(SiteBehavior, LoopNeverArrives) {
  serve_one(R"({"kind": "loop", "length": 3})");
  SiteClient client = http();
  std::string where = "/";
  for (int hop = 0; hop < 30; ++hop) {
    const Answer moved = client.get("a.com", where);
    ASSERT_EQ(moved.status, 302U);
    ASSERT_NE(moved.header("Location"), where);
    where = moved.header("Location");
  }
}

TEST_F(SiteBehavior, TitleIsExactlyTheParameter) {
  serve_one(R"({"kind": "title", "title": "\u001b[31m</title><script>x</script>&amp;"})");
  EXPECT_THAT(
      http().get("a.com").body,
      HasSubstr("<title>\x1b[31m&lt;/title&gt;&lt;script&gt;x&lt;/script&gt;&amp;amp;</title>"));
}

TEST_F(SiteBehavior, AlertAndBusyCarryTheirScripts) {
  serve(R"({"hosts": ["a.com"], "behavior": {"kind": "alert", "message": "</script>\"hi"}},
           {"hosts": ["b.com"], "behavior": {"kind": "busy"}})");
  EXPECT_THAT(http().get("a.com").body,
              HasSubstr("data-message=\"&lt;/script&gt;&quot;hi\">alert("));
  EXPECT_THAT(http().get("b.com").body, HasSubstr("for (;;) {}"));
}

TEST_F(SiteBehavior, BigHasExactlyItsSizeAndTheConnectionStaysUsable) {
  serve(R"({"hosts": ["a.com"], "behavior": {"kind": "big", "bytes": 3000001}},
           {"hosts": ["tiny.com"], "behavior": {"kind": "big", "bytes": 5}},
           {"hosts": ["d.com"], "behavior": {"kind": "download", "bytes": 100000}})");
  SiteClient client = http();
  const Answer page = client.get("a.com");
  EXPECT_EQ(page.header("Content-Length"), "3000001");
  EXPECT_EQ(page.body.size(), 3000001U);
  EXPECT_THAT(page.body.substr(0, 200), HasSubstr("<!DOCTYPE html>"));
  EXPECT_EQ(client.get("tiny.com").body, "<!DOC");
  const Answer file = client.get("d.com");
  EXPECT_EQ(file.body.size(), 100000U);
  EXPECT_THAT(file.header("Content-Disposition"), StartsWith("attachment"));
}

TEST_F(SiteBehavior, BigWithoutSizeNeverEnds) {
  serve_one(R"({"kind": "big"})");
  {
    SiteClient client = http();
    ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: a.com\r\n\r\n"));
    std::string got;
    while (got.size() < 8'000'000) ASSERT_EQ(client.receive(got), Ending::kData);
    EXPECT_THAT(got.substr(0, 400), HasSubstr("Transfer-Encoding: chunked"));
  }
  EXPECT_TRUE(eventually([](const SiteStats& stats) { return stats.open() == 0; }));
}

TEST_F(SiteBehavior, HttpAuthLetsInWhoKnowsThePassword) {
  serve_one(
      R"({"kind": "http_auth", "user": "me", "password": "s3cret!", "realm": "a\"\r\nX: y"})");
  const Answer refused = http().get("a.com");
  EXPECT_EQ(refused.status, 401U);
  EXPECT_EQ(refused.header("WWW-Authenticate"), "Basic realm=\"aX: y\"");
  EXPECT_EQ(refused.header("X"), "");
  // base64("me:s3cret!"), base64("me:wrong")
  EXPECT_EQ(http().get("a.com", "/", "Authorization: Basic bWU6czNjcmV0IQ==\r\n").status, 200U);
  EXPECT_EQ(http().get("a.com", "/", "Authorization: Basic bWU6d3Jvbmc=\r\n").status, 401U);
}

TEST_F(SiteBehavior, PopupsAreServedAndTheScriptsSayHowMuch) {
  serve(R"({"hosts": ["p.com"], "behavior": {"kind": "popup_storm", "count": 7, "interval_ms": 9}},
           {"hosts": ["m.com"], "behavior": {"kind": "memory_hog", "bytes": 123456789}},
           {"hosts": ["w.com"], "behavior": {"kind": "service_worker"}})");
  EXPECT_THAT(http().get("p.com").body, HasSubstr("opened < 7"));
  EXPECT_THAT(http().get("p.com", "/popup?1").body, Not(HasSubstr("window.open")));
  EXPECT_THAT(http().get("m.com").body, HasSubstr("taken >= 123456789"));
  EXPECT_THAT(http().get("w.com").body, HasSubstr("register('/worker.js')"));
  EXPECT_EQ(http().get("w.com", "/worker.js").header("Content-Type"), "application/javascript");
}

TEST_F(SiteBehavior, FailsSoOftenAndThenWorks) {
  serve(R"({"hosts": ["a.com"], "behavior": {"kind": "reset"}, "fails": 2},
           {"hosts": ["b.com"], "behavior": {"kind": "refuse"}, "fails": 1})");
  EXPECT_EQ(http().get("a.com").ending, Ending::kReset);
  EXPECT_EQ(http().get("a.com", "/favicon.ico").ending, Ending::kReset);  // no page load
  EXPECT_EQ(http().get("a.com").ending, Ending::kReset);
  EXPECT_EQ(http().get("a.com").status, 200U);
  EXPECT_EQ(http().get("a.com", "/site.js").status, 200U);
  EXPECT_EQ(http().get("b.com").status, 403U);
  EXPECT_EQ(http().get("b.com").status, 200U);
}

}  // namespace
}  // namespace tidemark::harness
