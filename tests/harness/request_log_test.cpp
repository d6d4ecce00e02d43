// What the simulator says it was asked, and what came of it.
#include "harness/sites/request_log.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "harness/sites/request_line.hpp"
#include "tests/harness/site_server_fixture.hpp"

namespace tidemark::harness {
namespace {

using Outcome = SiteRequest::Outcome;
using Via = SiteRequest::Via;
using namespace std::chrono_literals;

class SiteRequests : public SiteTest {
 protected:
  void serve_logged(std::string_view sites, SiteLimits limits = {}) {
    limits.kept_requests = 1000;
    serve(sites, limits);
  }
  // The entries so far, once there are `count`.
  std::vector<SiteRequest> entries(std::size_t count) {
    const Deadline deadline = Deadline::in(kPatience);
    while (entries_.size() < count && !deadline.passed()) {
      auto taken = server_->take_requests();
      std::ranges::move(taken.requests, std::back_inserter(entries_));
      std::this_thread::yield();
    }
    EXPECT_EQ(entries_.size(), count);
    entries_.resize(count);
    return std::exchange(entries_, {});
  }

 private:
  std::vector<SiteRequest> entries_;
};

TEST_F(SiteRequests, SayWhoAskedWhatAndGotWhat) {
  serve_logged(R"({"hosts": ["a.com"], "behavior": {"kind": "block", "vendor": "akamai"}})");
  const SteadyTime before = steady_now();
  SiteClient client = http();
  const Answer answer = client.get("A.com:80", "/x?y=1");
  const auto seen = entries(1);
  const SiteRequest& request = seen[0];
  EXPECT_EQ(request.via, Via::kHttp);
  EXPECT_EQ(request.client.address, 0x7F000001U);
  sockaddr_in own{};
  socklen_t size = sizeof own;
  ASSERT_EQ(::getsockname(client.fd(), reinterpret_cast<sockaddr*>(&own), &size), 0);
  EXPECT_EQ(request.client.port, ntohs(own.sin_port));
  EXPECT_EQ(request.host, "a.com");
  EXPECT_EQ(request.asked, "GET /x?y=1");
  EXPECT_EQ(request.behavior, "block");
  EXPECT_EQ(request.outcome, Outcome::kAnswered);
  EXPECT_EQ(request.status, answer.status);
  EXPECT_EQ(request.sent, answer.head.size() + 2 + answer.body.size());
  EXPECT_GE(request.at, before);
  EXPECT_LE(request.at + request.took, steady_now());
}

TEST_F(SiteRequests, EachOfAConnectionHasItsOwnBytes) {
  serve_logged(R"({"hosts": ["a.com"], "behavior": {"kind": "page"}})");
  SiteClient client = https();
  ASSERT_TRUE(client.start_tls("a.com", server_->ca_file()));
  client.get("a.com", "/site.js");
  const Answer style = client.get("a.com", "/site.css");
  const auto seen = entries(2);
  EXPECT_EQ(seen[1].via, Via::kHttps);
  EXPECT_EQ(seen[1].asked, "GET /site.css");
  EXPECT_EQ(seen[1].sent, style.head.size() + 2 + style.body.size());
}

TEST_F(SiteRequests, SayHowEachEnds) {
  serve_logged(R"({"hosts": ["r.com"], "behavior": {"kind": "reset"}},
                  {"hosts": ["t.com"], "behavior": {"kind": "tarpit"}},
                  {"hosts": ["big.com"], "behavior": {"kind": "big"}},
                  {"hosts": ["s.com"], "behavior": {"kind": "slow", "delay_ms": 600000}})",
               {.write = 200ms, .hold = 200ms});
  http().get("r.com");
  EXPECT_EQ(entries(1)[0].outcome, Outcome::kReset);

  http().get("t.com");
  const auto stalled = entries(1);
  EXPECT_EQ(stalled[0].outcome, Outcome::kStalled);
  EXPECT_EQ(stalled[0].status, std::nullopt);
  EXPECT_EQ(stalled[0].sent, 0U);
  EXPECT_GE(stalled[0].took, 200ms);

  ASSERT_TRUE(http().send("GET / HTTP/1.1\r\nHost: s.com\r\n\r\n"));
  EXPECT_EQ(entries(1)[0].outcome, Outcome::kClientClosed);

  SiteClient never_reads = http();
  ASSERT_TRUE(never_reads.send("GET / HTTP/1.1\r\nHost: big.com\r\n\r\n"));
  EXPECT_EQ(entries(1)[0].outcome, Outcome::kClientSlow);

  SiteClient waits = http();
  ASSERT_TRUE(waits.send("GET /?late HTTP/1.1\r\nHost: s.com\r\n\r\n"));
  ASSERT_TRUE(eventually([](const SiteStats& stats) { return stats.hosts[3].requests == 2; }));
  server_->stop();
  const auto stopped = entries(1);
  EXPECT_EQ(stopped[0].outcome, Outcome::kStopped);
  EXPECT_EQ(stopped[0].asked, "GET /?late");
}

TEST_F(SiteRequests, SayWhenAClientIsNotUnderstood) {
  serve_logged(R"({"hosts": ["a.com"], "behavior": {"kind": "page"}})");
  http().ask("nonsense\r\n\r\n");
  const auto malformed = entries(1);
  EXPECT_EQ(malformed[0].outcome, Outcome::kRefused);
  EXPECT_EQ(malformed[0].status, 400U);
  http().get("stranger.com");
  const auto unknown = entries(1);
  EXPECT_EQ(unknown[0].host, "stranger.com");
  EXPECT_EQ(unknown[0].status, 421U);
  EXPECT_EQ(unknown[0].behavior, "");
  SiteClient talks_http = https();
  ASSERT_TRUE(talks_http.send("GET / HTTP/1.1\r\n\r\n"));
  const auto no_tls = entries(1);
  EXPECT_EQ(no_tls[0].via, Via::kTls);
  EXPECT_EQ(no_tls[0].outcome, Outcome::kHandshakeFailed);
}

TEST_F(SiteRequests, SayWhichHandshakesLedNowhere) {
  serve_logged(R"({"hosts": ["stall.com"], "behavior": {"kind": "tls_stall"}},
                  {"hosts": ["a.com"], "behavior": {"kind": "page"}})",
               {.hold = 200ms});
  EXPECT_FALSE(https().start_tls("stall.com", server_->ca_file()));
  const auto stalled = entries(1);
  EXPECT_EQ(stalled[0].via, Via::kTls);
  EXPECT_EQ(stalled[0].host, "stall.com");
  EXPECT_EQ(stalled[0].behavior, "tls_stall");
  EXPECT_EQ(stalled[0].outcome, Outcome::kStalled);
  // One that succeeds leaves its requests only.
  SiteClient client = https();
  ASSERT_TRUE(client.start_tls("a.com", server_->ca_file()));
  client.get("a.com");
  EXPECT_EQ(entries(1)[0].via, Via::kHttps);
}

TEST_F(SiteRequests, SayWhatDnsAnswered) {
  serve_logged(R"({"hosts": ["a.com"], "behavior": {"kind": "page"},
                   "dns": {"address": "203.0.113.7", "cname": "edge.net"}},
                  {"hosts": ["none.com"], "behavior": {"kind": "no_dns"}},
                  {"hosts": ["late.com"], "behavior": {"kind": "dns_slow", "delay_ms": 150}})");
  const std::uint16_t port = server_->at().dns_port;
  ASSERT_TRUE(ask_dns(port, "a.com", 1));
  const auto known = entries(1);
  EXPECT_EQ(known[0].via, Via::kDns);
  EXPECT_EQ(known[0].host, "a.com");
  EXPECT_EQ(known[0].asked, "A");
  EXPECT_EQ(known[0].answer, "edge.net 203.0.113.7");
  EXPECT_EQ(known[0].status, 0U);
  EXPECT_EQ(known[0].behavior, "page");
  EXPECT_GT(known[0].sent, 0U);
  EXPECT_FALSE(ask_dns(port, "none.com", 28, 100ms));
  const auto silent = entries(1);
  EXPECT_EQ(silent[0].outcome, Outcome::kUnanswered);
  EXPECT_EQ(silent[0].asked, "AAAA");
  EXPECT_EQ(silent[0].status, std::nullopt);
  ASSERT_TRUE(ask_dns(port, "other.com", 1));
  const auto unknown = entries(1);
  EXPECT_EQ(unknown[0].status, 3U);
  EXPECT_EQ(unknown[0].behavior, "");
  ASSERT_TRUE(ask_dns(port, "late.com", 1));
  const auto late = entries(1);
  EXPECT_GE(late[0].took, 150ms);
  EXPECT_EQ(late[0].outcome, Outcome::kAnswered);
}

TEST_F(SiteRequests, SayThatAHostHasRecovered) {
  serve_logged(R"({"hosts": ["a.com"], "behavior": {"kind": "reset"}, "fails": 1})");
  http().get("a.com");
  http().get("a.com");
  const auto seen = entries(2);
  EXPECT_EQ(seen[0].behavior, "reset");
  EXPECT_EQ(seen[1].behavior, "page");
}

TEST_F(SiteRequests, AreNotKeptUnlessSomebodyWantsThem) {
  serve_one(R"({"kind": "page"})");
  http().get("a.com");
  ASSERT_TRUE(eventually([](const SiteStats& stats) { return stats.requests == 1; }));
  server_->stop();
  const auto taken = server_->take_requests();
  EXPECT_TRUE(taken.requests.empty());
  EXPECT_EQ(taken.lost, 0U);
}

TEST(RequestLog, CountsWhatItHasNoRoomFor) {
  RequestLog log(2);
  for (const char* host : {"a", "b", "c", "d"}) log.add({.host = host});
  const auto taken = log.take();
  ASSERT_EQ(taken.requests.size(), 2U);
  EXPECT_EQ(taken.requests[1].host, "b");
  EXPECT_EQ(taken.lost, 2U);
  log.add({.host = "e"});
  EXPECT_EQ(log.take().requests.size(), 1U);
  EXPECT_EQ(log.take().lost, 0U);
}

TEST(RequestLine, IsHarmlessWhateverTheClientSent) {
  const SteadyTime at = steady_now();
  const SiteRequest request{.at = at - 1500ms,
                            .took = 1234567ns,
                            .client = {.address = 0x7F000001, .port = 40312},
                            .host = "a\x1b[2J\xff\n.com",
                            .asked = "GET /\"\\\xe2\x80\xae" + std::string(1, '\0'),
                            .behavior = "tarpit",
                            .outcome = Outcome::kClientClosed,
                            .sent = 17};
  const auto wall = std::chrono::system_clock::from_time_t(1'800'000'000);
  const std::string line = request_line(request, at, wall);
  EXPECT_TRUE(std::ranges::all_of(line, [](char c) { return c >= ' ' && c <= '~'; })) << line;
  const auto json = nlohmann::json::parse(line);
  EXPECT_EQ(json.at("time"), "2027-01-15T07:59:58.500000Z");
  EXPECT_EQ(json.at("took_ms"), 1.234);
  EXPECT_EQ(json.at("client"), "127.0.0.1:40312");
  EXPECT_EQ(json.at("host"), "a\\x1b[2J\\xff\\x0a.com");
  EXPECT_EQ(json.at("outcome"), "client_closed");
  EXPECT_EQ(json.at("status"), nullptr);
  EXPECT_EQ(json.at("sent"), 17);
  EXPECT_FALSE(json.contains("answer"));
}

}  // namespace
}  // namespace tidemark::harness
