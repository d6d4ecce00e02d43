// analyzer/http/http_client against a server that misbehaves in every way we name.
#include "analyzer/http/http_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <fstream>
#include <list>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include "analyzer/http/trust_store.hpp"
#include "probes/base/temp_dir.hpp"
#include "tests/analyzer/filtered_port.hpp"
#include "tests/analyzer/scripted_site.hpp"

namespace tidemark::analyzer {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using asio::ip::tcp;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;
using Then = SiteAct::Then;
using namespace std::chrono_literals;

constexpr auto kGenerous = 20s;
constexpr auto kShort = 400ms;
constexpr auto kOverrun = 500ms;  // what a transfer may take beyond its deadline

std::size_t open_descriptors() {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()));
}

std::string page(const std::string& body, const std::string& headers = {}) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers +
         "\r\n" + body;
}

SiteScript always(SiteAct act) {
  return {.on_request = [act = std::move(act)](const std::string&) { return act; }};
}

struct Timed : HttpOutcome {
  std::chrono::nanoseconds measured{};
  bool ended = false;
};

class HttpClientTest : public ::testing::Test {
 protected:
  ScriptedSite& serve(SiteScript script) { return sites_.emplace_back(io_, std::move(script)); }

  HttpClient& client(HttpOptions options = {}) {
    auto created = HttpClient::create(io_.get_executor(), std::move(options));
    EXPECT_TRUE(created) << created.error().message;
    client_ = *std::move(created);
    return *client_;
  }

  std::shared_ptr<Timed> start(const std::string& url, Endpoint to, std::chrono::nanoseconds budget,
                               asio::cancellation_slot slot = {}) {
    if (!client_) client();
    auto result = std::make_shared<Timed>();
    const SteadyTime begun = steady_now();
    ++running_;
    auto done = [this, result, begun](const std::exception_ptr& thrown, HttpOutcome outcome) {
      EXPECT_EQ(thrown, nullptr);
      static_cast<HttpOutcome&>(*result) = std::move(outcome);
      result->measured = steady_now() - begun;
      result->ended = true;
      if (--running_ == 0) io_.stop();
    };
    asio::co_spawn(io_, client_->get(url, std::move(to), Deadline::in(budget), connect_patience_),
                   asio::bind_cancellation_slot(slot, done));
    return result;
  }

  void run() {
    io_.restart();
    io_.run_for(60s);
    ASSERT_EQ(running_, 0) << "a transfer did not end";
  }

  // Lets the server see what the client closed.
  void settle(std::size_t descriptors) {
    io_.restart();
    const Deadline deadline = Deadline::in(kGenerous);
    while (open_descriptors() != descriptors && !deadline.passed()) io_.run_one_for(10ms);
  }

  Timed get(const std::string& url, Endpoint to, std::chrono::nanoseconds budget = kGenerous) {
    const auto result = start(url, std::move(to), budget);
    run();
    if (budget < kGenerous) {
      EXPECT_GE(result->measured, budget);
      EXPECT_LT(result->measured, budget + kOverrun);
    }
    return *result;
  }

  Timed get(const ScriptedSite& site, std::chrono::nanoseconds budget = kGenerous) {
    return get("http://site.example/", {"127.0.0.1", site.port()}, budget);
  }

  asio::io_context io_;
  std::list<ScriptedSite> sites_;
  std::unique_ptr<HttpClient> client_;
  int running_ = 0;
  Milliseconds connect_patience_ = kGenerous;
};

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

TEST_F(HttpClientTest, DecodesTheBody) {
  static constexpr unsigned char kHello[] = {
      0x1f, 0x8b, 0x08, 0,    0,    0,    0,    0,    0x02, 0x03, 0xcb, 0x48, 0xcd, 0xc9,
      0xc9, 0x57, 0xc8, 0x40, 0x27, 0x01, 0xe3, 0x51, 0x3d, 0x8d, 0x17, 0,    0,    0};
  const std::string packed(std::begin(kHello), std::end(kHello));
  const Timed got = get(serve(always({.send = page(packed, "Content-Encoding: gzip\r\n")})));
  ASSERT_TRUE(got.response);
  EXPECT_EQ(got.response->body, "hello hello hello hello");
  EXPECT_EQ(got.received, Bytes{sizeof kHello});
}

// `count` bytes 'a' as gzip without its end: one literal, then matches of 258 bytes (RFC
// 1951 3.2.6).
std::string gzip_bomb(std::size_t count) {
  std::string out("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
  unsigned pending = 0;
  unsigned bits = 0;
  const auto put = [&](unsigned value, unsigned width) {
    for (unsigned i = 0; i < width; ++i) {
      pending |= ((value >> i) & 1U) << bits;
      if (++bits < 8) continue;
      out.push_back(static_cast<char>(pending));
      pending = bits = 0;
    }
  };
  put(1, 1);           // last block
  put(1, 2);           // fixed codes
  put(0b10001001, 8);  // 'a': code 0x91, sent from its high bit
  for (std::size_t made = 0; made < count; made += 258) {
    put(0b10100011, 8);  // length 258: code 0xC5, sent from its high bit
    put(0, 5);           // distance 1
  }
  return out;
}

TEST_F(HttpClientTest, StopsUnpackingABombAtTheCap) {
  const std::string bomb = gzip_bomb(std::size_t{64} << 20U);
  const Timed got = get(serve(always({.send = page(bomb, "Content-Encoding: gzip\r\n")})));
  EXPECT_EQ(got.error, std::nullopt) << got.detail;
  ASSERT_TRUE(got.response);
  EXPECT_TRUE(got.response->body_cut);
  EXPECT_EQ(got.response->body.size(), Bytes::mib(2).count);
  EXPECT_THAT(got.response->body, EndsWith("aaaa"));
  EXPECT_LT(got.measured, 10s);
}

TEST_F(HttpClientTest, CutsALongBodyWithoutCallingItAnError) {
  const Timed got = get(serve(always({.send = page(std::string(10U << 20U, 'x'))})));
  EXPECT_EQ(got.error, std::nullopt) << got.detail;
  ASSERT_TRUE(got.response);
  EXPECT_TRUE(got.response->body_cut);
  EXPECT_EQ(got.response->body.size(), Bytes::mib(2).count);
}

TEST_F(HttpClientTest, ABodyOfExactlyTheCapIsWhole) {
  client({.body_cap = Bytes{1000}});
  const Timed whole = get(serve(always({.send = page(std::string(1000, 'x'))})));
  EXPECT_EQ(whole.response->body.size(), 1000U);
  EXPECT_FALSE(whole.response->body_cut);
  const Timed cut = get(serve(always({.send = page(std::string(1001, 'x'))})));
  EXPECT_EQ(cut.response->body.size(), 1000U);
  EXPECT_TRUE(cut.response->body_cut);
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

TEST_F(HttpClientTest, ASlowAnswerEndsAtTheDeadlineAndIsKept) {
  SiteAct drip{.send = page(std::string(100000, 'x')), .piece = 100, .pause = 10ms};
  const Timed got = get(serve(always(drip)), kShort);
  EXPECT_EQ(got.error, ErrorClass::kSlowResponse);
  EXPECT_EQ(got.stage, Stage::kResponse);
  ASSERT_TRUE(got.response);
  EXPECT_EQ(got.response->status, 200);
  EXPECT_THAT(got.response->body, StartsWith("xxxx"));
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

TEST_F(HttpClientTest, ABodyThatBreaksOffCarriesItsErrorAndWhatCame) {
  std::string half = page(std::string(1000, 'x'));
  half.resize(half.size() - 500);
  for (const Then then : {Then::kClose, Then::kReset}) {
    const Timed got = get(serve(always({.send = half, .piece = 100, .pause = 1ms, .then = then})));
    EXPECT_EQ(got.error, ErrorClass::kReset);
    EXPECT_EQ(got.stage, Stage::kResponse);
    ASSERT_TRUE(got.response);
    EXPECT_EQ(got.response->body.size(), 500U);
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

TEST_F(HttpClientTest, KeepsConnectionsPerHostAndEndpoint) {
  const auto keep = always({.send = page("x"), .then = Then::kNextRequest});
  const auto& site = serve(keep);
  const auto& other = serve(keep);
  const Endpoint here{"127.0.0.1", site.port()};
  get("http://a.example/", here);
  get("http://a.example/again", here);
  EXPECT_EQ(site.connections(), 1);
  get("http://b.example/", here);
  EXPECT_EQ(site.connections(), 2);
  get("http://a.example/", {"127.0.0.1", other.port()});
  EXPECT_EQ(other.connections(), 1);
  EXPECT_EQ(site.requests().size(), 3U);
}

TEST_F(HttpClientTest, CloseIdleReallyCloses) {
  const auto& site = serve(always({.send = page("x"), .then = Then::kNextRequest}));
  client();
  const std::size_t before = open_descriptors();
  get(site);
  EXPECT_GT(open_descriptors(), before);
  client_->close_idle();
  settle(before);
  EXPECT_EQ(open_descriptors(), before);
  get(site);
  EXPECT_EQ(site.connections(), 2);
}

TEST_F(HttpClientTest, CloseIdleLeavesRunningTransfersAlone) {
  SiteAct drip{.send = page(std::string(50, 'x')), .piece = 10, .pause = 5ms};
  const auto& site = serve(always(drip));
  const auto running = start("http://site.example/", {"127.0.0.1", site.port()}, kGenerous);
  asio::post(io_, [this] { client_->close_idle(); });
  run();
  EXPECT_EQ(running->error, std::nullopt) << running->detail;
  EXPECT_EQ(running->response->body.size(), 50U);
}

TEST_F(HttpClientTest, CancellationEndsATransferAtOnce) {
  const auto& site = serve(always({.then = Then::kHang}));
  asio::cancellation_signal cancel;
  const auto result =
      start("http://site.example/", {"127.0.0.1", site.port()}, kGenerous, cancel.slot());
  const auto once_asked = [this, &site, &cancel](auto& self) -> void {
    if (!site.requests().empty()) return cancel.emit(asio::cancellation_type::terminal);
    asio::post(io_, [&self] { self(self); });
  };
  asio::post(io_, [&once_asked] { once_asked(once_asked); });
  run();
  EXPECT_EQ(result->error, ErrorClass::kCancelled);
  EXPECT_EQ(result->stage, Stage::kRequest);
  EXPECT_LT(result->measured, 10s);
}

TEST_F(HttpClientTest, TwoHundredAtOnceAllEndAndLeaveNothing) {
  const auto& site = serve({.on_request = [](const std::string& request) -> SiteAct {
    if (request.starts_with("GET /hang")) return {.then = Then::kHang};
    if (request.starts_with("GET /drip")) {
      return {.send = page(std::string(10000, 'x')), .piece = 50, .pause = 20ms};
    }
    if (request.starts_with("GET /reset")) return {.then = Then::kReset};
    return {.send = page("ok"), .then = Then::kNextRequest};
  }});
  client();
  const std::size_t before = open_descriptors();
  const std::vector<std::string> kinds = {"ok", "hang", "drip", "reset"};
  std::vector<std::shared_ptr<Timed>> results;
  for (std::size_t i = 0; i < 200; ++i) {
    const std::string url = "http://s" + std::to_string(i) + ".example/" + kinds[i % kinds.size()];
    const bool ends_itself = i % kinds.size() == 0 || i % kinds.size() == 3;
    results.push_back(start(url, {"127.0.0.1", site.port()},
                            ends_itself ? std::chrono::nanoseconds(kGenerous) : 1500ms));
  }
  run();
  const std::vector<std::optional<ErrorClass>> expected = {
      std::nullopt, ErrorClass::kNoResponse, ErrorClass::kSlowResponse, ErrorClass::kReset};
  for (std::size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(results[i]->error, expected[i % kinds.size()]) << i << results[i]->detail;
    if (i % kinds.size() == 1) {
      EXPECT_LT(results[i]->measured, 1500ms + kOverrun);
    }
  }
  client_->close_idle();
  settle(before);
  EXPECT_EQ(open_descriptors(), before);
}

TEST_F(HttpClientTest, MayBeDroppedWithTheLoopWhileTransfersRun) {
  const std::size_t before = open_descriptors();
  {
    asio::io_context io;
    ScriptedSite site(io, always({.then = Then::kHang}));
    auto made = HttpClient::create(io.get_executor(), {});
    ASSERT_TRUE(made);
    for (int i = 0; i < 10; ++i) {
      const Endpoint to{"127.0.0.1", site.port()};
      asio::co_spawn(io, (*made)->get("http://a.example/", to, Deadline::in(kGenerous), kGenerous),
                     [](const std::exception_ptr&, const HttpOutcome&) {});
    }
    while (site.requests().size() < 10) io.run_one();
    made->reset();
  }
  EXPECT_EQ(open_descriptors(), before);
}

class HttpsTest : public HttpClientTest {
 protected:
  HttpsTest() {
    dir_ = TempDir::create("tidemark-test").value();
    std::ofstream(ca_file()) << authority_.certificate();
    client({.ca_file = ca_file()});
  }

  fs::path ca_file() const { return dir_.path() / "ca.pem"; }

  ScriptedSite& serve_tls(const TlsIdentity& identity) {
    SiteScript script = always({.send = page("secret")});
    script.tls = identity;
    return serve(script);
  }

  Timed get_tls(const ScriptedSite& site, std::chrono::nanoseconds budget = kGenerous) {
    return get("https://site.example/", {"127.0.0.1", site.port()}, budget);
  }

  TestAuthority authority_;
  TempDir dir_;
};

TEST_F(HttpsTest, TrustsTheGivenAuthority) {
  const auto& site = serve_tls(authority_.issue("site.example"));
  const Timed got = get_tls(site);
  EXPECT_EQ(got.error, std::nullopt) << got.detail;
  EXPECT_EQ(got.response->body, "secret");
  EXPECT_EQ(got.address, "127.0.0.1:" + std::to_string(site.port()));
  EXPECT_THAT(got.tls, MatchesRegex("TLS 1\\.3, http/1\\.1, certificate site\\.example until "
                                    "20[0-9][0-9]-[01][0-9]-[0-3][0-9]"));
  EXPECT_THAT(site.requests().front(), HasSubstr("Sec-Fetch-Mode: navigate\r\n"));
}

TEST_F(HttpsTest, SaysWhatIsWrongWithACertificate) {
  const auto error_of = [this](const TlsIdentity& identity) {
    const Timed got = get_tls(serve_tls(identity));
    EXPECT_EQ(got.stage, Stage::kTls);
    EXPECT_FALSE(got.response);
    EXPECT_NE(got.detail, "");
    EXPECT_THAT(got.tls, MatchesRegex("certificate (site|other)\\.example until 20.*"));
    return got.error;
  };
  EXPECT_EQ(error_of(authority_.issue("site.example", {.from = -48h, .until = -24h})),
            ErrorClass::kTlsExpired);
  EXPECT_EQ(error_of(authority_.issue("site.example", {.from = 24h, .until = 48h})),
            ErrorClass::kTlsExpired);
  EXPECT_EQ(error_of(authority_.issue("other.example")), ErrorClass::kTlsNameMismatch);
  EXPECT_EQ(error_of(TestAuthority().issue("site.example")), ErrorClass::kTlsUntrusted);
}

TEST_F(HttpsTest, TellsOfAKeptConnectionWhatItsHandshakeShowed) {
  SiteScript script = always({.send = page("x"), .then = Then::kNextRequest});
  script.tls = authority_.issue("*.site.example");
  const auto& site = serve(script);
  const Endpoint to{"127.0.0.1", site.port()};
  const Timed first = get("https://www.site.example/", to);
  const Timed second = get("https://www.site.example/again", to);
  EXPECT_EQ(site.connections(), 1);
  EXPECT_THAT(first.tls, HasSubstr("certificate *.site.example until "));
  EXPECT_EQ(second.tls, first.tls);
  EXPECT_EQ(get(serve(always({.send = page("x")}))).tls, "");
}

TEST_F(HttpsTest, AResetWithinTheBodyIsAReset) {
  std::string half = page(std::string(1000, 'x'));
  half.resize(half.size() - 500);
  for (const Then then : {Then::kClose, Then::kReset}) {
    SiteScript script = always({.send = half, .piece = 100, .pause = 1ms, .then = then});
    script.tls = authority_.issue("site.example");
    const Timed got = get_tls(serve(script));
    EXPECT_EQ(got.error, ErrorClass::kReset) << got.detail;
    EXPECT_EQ(got.response->body.size(), 500U);
  }
}

TEST_F(HttpsTest, WithoutTheAuthorityNothingOfItIsTrusted) {
  client();
  EXPECT_EQ(get_tls(serve_tls(authority_.issue("site.example"))).error, ErrorClass::kTlsUntrusted);
}

TEST_F(HttpsTest, AStalledHandshakeEndsAtTheDeadline) {
  SiteScript stalls;
  stalls.on_connect = SiteAct{.then = Then::kHang};
  const Timed got = get_tls(serve(stalls), kShort);
  EXPECT_EQ(got.error, ErrorClass::kTlsTimeout);
  EXPECT_EQ(got.stage, Stage::kTls);
}

TEST_F(HttpsTest, ABrokenHandshakeIsATlsFailure) {
  for (const SiteAct& act : {SiteAct{.send = page("plain http")}, SiteAct{.then = Then::kClose}}) {
    SiteScript breaks;
    breaks.on_connect = act;
    const Timed got = get_tls(serve(breaks));
    EXPECT_EQ(got.error, ErrorClass::kTlsFailed) << got.detail;
    EXPECT_EQ(got.stage, Stage::kTls);
  }
  SiteScript resets;
  resets.on_connect = SiteAct{.then = Then::kReset};
  // It may come before libcurl has seen that the connection stood.
  EXPECT_THAT(get_tls(serve(resets)).error, AnyOf(ErrorClass::kTlsFailed, ErrorClass::kReset));
}

TEST_F(HttpsTest, NoAnswerAfterTheHandshakeIsNoResponse) {
  SiteScript script = always({.then = Then::kHang});
  script.tls = authority_.issue("site.example");
  const Timed got = get_tls(serve(script), kShort);
  EXPECT_EQ(got.error, ErrorClass::kNoResponse);
  EXPECT_EQ(got.stage, Stage::kRequest);
}

TEST_F(HttpsTest, AnAuthorityFileWithoutCertificateIsBadInput) {
  std::ofstream(dir_.path() / "empty.pem") << "nothing here\n";
  for (const fs::path& file : {dir_.path() / "empty.pem", dir_.path() / "missing.pem"}) {
    const auto made = HttpClient::create(io_.get_executor(), {.ca_file = file});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::kBadInput);
    EXPECT_THAT(made.error().message, HasSubstr(file.string()));
  }
  const auto agent = HttpClient::create(io_.get_executor(), {.user_agent = "a\r\nX: y"});
  ASSERT_FALSE(agent);
  EXPECT_EQ(agent.error().code, ErrorCode::kBadInput);
}

TEST_F(HttpsTest, TheSystemsAuthoritiesStayTrustedBesideTheGivenOne) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> bundle(
      std::fopen("/etc/ssl/certs/ca-certificates.crt", "re"), &std::fclose);
  if (!bundle) GTEST_SKIP() << "no system bundle on this machine";
  const std::unique_ptr<X509, decltype(&::X509_free)> root(
      ::PEM_read_X509(bundle.get(), nullptr, nullptr, nullptr), &::X509_free);
  ASSERT_TRUE(root);
  const auto trust = TrustStore::open(ca_file());
  ASSERT_TRUE(trust) << trust.error().message;
  const std::unique_ptr<X509_STORE_CTX, decltype(&::X509_STORE_CTX_free)> check(
      ::X509_STORE_CTX_new(), &::X509_STORE_CTX_free);
  ::X509_STORE_CTX_init(check.get(), trust->get(), root.get(), nullptr);
  EXPECT_EQ(::X509_verify_cert(check.get()), 1);
}

}  // namespace
}  // namespace tidemark::analyzer
