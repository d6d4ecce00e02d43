// The simulator as a server: TLS, DNS, records, limits, and how it ends.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <openssl/x509_vfy.h>

#include "harness/sites/client_hello.hpp"
#include "harness/sites/dns_answer.hpp"
#include "harness/sites/request_reader.hpp"
#include "tests/harness/site_server_fixture.hpp"

namespace tidemark::harness {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

constexpr auto kSilence = 300ms;
constexpr std::uint16_t kAaaa = 28;

using SiteTls = SiteTest;
using SiteDns = SiteTest;
using SiteRecords = SiteTest;
using SiteBounds = SiteTest;
using SiteLife = SiteTest;

std::vector<int> open_fds() {
  std::vector<int> fds;
  for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
    fds.push_back(std::stoi(entry.path().filename().string()));
  }
  // The iteration's own descriptor is gone by now.
  std::erase_if(fds, [](int fd) { return ::fcntl(fd, F_GETFD) == -1; });
  std::ranges::sort(fds);
  return fds;
}

TEST_F(SiteTls, ChainsToTheAuthorityForEveryHost) {
  serve(R"({"hosts": ["a.com", "b.co.uk"], "behavior": {"kind": "page"}})");
  for (const char* host : {"a.com", "b.co.uk", "a.com"}) {
    SiteClient client = https();
    EXPECT_EQ(client.start_tls(host, server_->ca_file()), X509_V_OK) << host;
    EXPECT_EQ(client.get(host).status, 200U);
    EXPECT_EQ(client.get(host, "/site.js").status, 200U);
  }
}

TEST_F(SiteTls, IsNotTrustedWithoutTheAuthority) {
  serve_one(R"({"kind": "page"})");
  EXPECT_NE(https().start_tls("a.com", ""), X509_V_OK);
}

TEST_F(SiteTls, ExpiredCertificatesAreOnlyExpired) {
  serve_one(R"({"kind": "expired_certificate"})");
  SiteClient client = https();
  EXPECT_EQ(client.start_tls("a.com", server_->ca_file()), X509_V_ERR_CERT_HAS_EXPIRED);
  EXPECT_EQ(client.get("a.com").status, 200U);  // for those who go on
  EXPECT_EQ(http().get("a.com").status, 301U);
}

TEST_F(SiteTls, WrongCertificatesAreForAnotherHostAndOtherwiseSound) {
  serve_one(R"({"kind": "wrong_certificate"})");
  SiteClient client = https();
  EXPECT_EQ(client.start_tls("a.com", server_->ca_file()), X509_V_ERR_HOSTNAME_MISMATCH);
  EXPECT_EQ(client.get("a.com").status, 200U);  // for those who go on
  EXPECT_EQ(http().get("a.com").header("Location"), "https://a.com/");
}

TEST_F(SiteTls, UnknownNamesGetACertificateForNobody) {
  serve_one(R"({"kind": "page"})");
  SiteClient client = https();
  EXPECT_EQ(client.start_tls("other.com", server_->ca_file()), X509_V_ERR_HOSTNAME_MISMATCH);
  EXPECT_EQ(client.get("other.com").status, 421U);
}

TEST_F(SiteTls, ResetsAndTarpitsWorkBehindTlsToo) {
  serve(R"({"hosts": ["r.com"], "behavior": {"kind": "reset"}},
           {"hosts": ["t.com"], "behavior": {"kind": "tarpit"}},
           {"hosts": ["s.com"], "behavior": {"kind": "slow", "delay_ms": 100}},
           {"hosts": ["big.com"], "behavior": {"kind": "big", "bytes": 1000000}})");
  SiteClient reset = https();
  ASSERT_EQ(reset.start_tls("r.com", server_->ca_file()), X509_V_OK);
  EXPECT_EQ(reset.get("r.com").ending, Ending::kReset);
  SiteClient slow = https();
  ASSERT_EQ(slow.start_tls("s.com", server_->ca_file()), X509_V_OK);
  EXPECT_EQ(slow.get("s.com").status, 200U);
  SiteClient big = https();
  ASSERT_EQ(big.start_tls("big.com", server_->ca_file()), X509_V_OK);
  EXPECT_EQ(big.get("big.com").body.size(), 1000000U);
  {
    SiteClient tarpit = https();
    ASSERT_EQ(tarpit.start_tls("t.com", server_->ca_file()), X509_V_OK);
    ASSERT_TRUE(tarpit.send("GET / HTTP/1.1\r\nHost: t.com\r\n\r\n"));
    ASSERT_TRUE(eventually([](const SiteStats& stats) { return stats.hosts[1].requests == 1; }));
    std::string nothing;
    EXPECT_EQ(tarpit.receive(nothing, kSilence), Ending::kTimedOut);
  }
  EXPECT_TRUE(eventually([](const SiteStats& stats) { return stats.hosts[1].open == 0; }));
}

TEST_F(SiteTls, StallsSoOftenAndThenHandshakes) {
  serve(R"({"hosts": ["a.com"], "behavior": {"kind": "tls_stall"}, "fails": 1})");
  EXPECT_FALSE(https().start_tls("a.com", server_->ca_file(), kSilence));
  EXPECT_EQ(https().start_tls("a.com", server_->ca_file()), X509_V_OK);
}

TEST(RequestReader, UnderstandsWhatComesByteByByte) {
  const std::string head = "POST /x HTTP/1.1\r\nHost: A.com\r\n";
  for (const std::string& request :
       {head + "\r\n", head + "Content-Length: 5\r\n\r\nhello",
        head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nTrailer: x\r\n\r\n"}) {
    RequestReader reader;
    std::size_t begin = 0;
    for (std::size_t end = 1; end <= request.size(); ++end) {
      const auto [state, used] = reader.read(std::string_view(request).substr(begin, end - begin));
      begin += used;
      ASSERT_EQ(state, end < request.size() ? RequestReader::State::kIncomplete
                                            : RequestReader::State::kComplete)
          << end << " of " << request;
    }
    EXPECT_EQ(reader.host(), "a.com");
    EXPECT_EQ(reader.line(), "POST /x");
    EXPECT_TRUE(reader.keeps_alive());
  }
}

TEST(ClientHello, IsUnderstoodOnlyWhenItIsAllThere) {
  // TLS 1.2 record, ClientHello with an empty session, one cipher suite and a server name.
  std::string hello("\x16\x03\x01\x00\x3f\x01\x00\x00\x3b\x03\x03", 11);
  hello.append(32, 'r');
  hello += std::string(
      "\x00\x00\x02\x13\x01\x01\x00\x00\x10\x00\x00\x00\x0c\x00\x0a\x00\x00\x07"
      "A.Co.Uk",
      25);
  const auto bytes = [&](std::size_t count) {
    return std::span(reinterpret_cast<const std::uint8_t*>(hello.data()), count);
  };
  for (std::size_t count = 0; count < hello.size(); ++count) {
    EXPECT_EQ(read_client_hello(bytes(count)).state, ClientHello::State::kIncomplete) << count;
  }
  const ClientHello whole = read_client_hello(bytes(hello.size()));
  EXPECT_EQ(whole.state, ClientHello::State::kComplete);
  EXPECT_EQ(whole.host, "a.co.uk");
  // Whatever byte is wrong, nothing is read beyond the end.
  for (std::size_t i = 0; i < hello.size(); ++i) {
    std::string broken = hello;
    broken[i] = static_cast<char>(0xFF);
    const std::vector<std::uint8_t> exact(broken.begin(), broken.end());
    EXPECT_LE(read_client_hello(exact).host.value_or("").size(), hello.size());
  }
  const std::string http = "GET / HTTP/1.1\r\n";
  EXPECT_EQ(read_client_hello(std::vector<std::uint8_t>(http.begin(), http.end())).state,
            ClientHello::State::kNotTls);
}

unsigned code_of(const std::vector<std::uint8_t>& answer) { return answer.at(3) & 0x0FU; }
unsigned answers_of(const std::vector<std::uint8_t>& answer) { return answer.at(7); }

TEST_F(SiteDns, KnowsItsHostsAndNothingElse) {
  serve_one(R"({"kind": "page"})");
  const std::uint16_t port = server_->at().dns_port;
  const auto known = ask_dns(port, "a.com", kDnsTypeA);
  ASSERT_TRUE(known);
  EXPECT_EQ(code_of(*known), 0U);
  ASSERT_EQ(answers_of(*known), 1U);
  EXPECT_THAT(std::vector(known->end() - 4, known->end()), ElementsAre(127, 0, 0, 1));
  EXPECT_THAT(std::vector(known->begin(), known->begin() + 2), ElementsAre(0x12, 0x34));
  const auto aaaa = ask_dns(port, "a.com", kAaaa);
  ASSERT_TRUE(aaaa);
  EXPECT_EQ(code_of(*aaaa), 0U);
  EXPECT_EQ(answers_of(*aaaa), 0U);
  const auto unknown = ask_dns(port, "www.a.com", kDnsTypeA);
  ASSERT_TRUE(unknown);
  EXPECT_EQ(code_of(*unknown), 3U);
}

TEST_F(SiteDns, KeepsTheLetterCaseOfTheQuestion) {
  serve_one(R"({"kind": "page"})");
  const auto answer = ask_dns(server_->at().dns_port, "A.cOm", kDnsTypeA);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answers_of(*answer), 1U);
  const std::string text(answer->begin(), answer->end());
  EXPECT_THAT(text, HasSubstr("\x01"
                              "A\x03"
                              "cOm"));
}

TEST_F(SiteDns, FailsInEveryWayItIsTold) {
  serve(R"({"hosts": ["silent.com"], "behavior": {"kind": "no_dns"}},
           {"hosts": ["serv.com"], "behavior": {"kind": "no_dns", "answer": "servfail"}},
           {"hosts": ["nx.com"], "behavior": {"kind": "no_dns", "answer": "nxdomain"}},
           {"hosts": ["none.com"], "behavior": {"kind": "no_dns", "answer": "no_address"}},
           {"hosts": ["later.com"], "behavior": {"kind": "no_dns", "answer": "servfail"}, "fails": 1})");
  const std::uint16_t port = server_->at().dns_port;
  EXPECT_FALSE(ask_dns(port, "silent.com", kDnsTypeA, kSilence));
  EXPECT_EQ(code_of(*ask_dns(port, "serv.com", kDnsTypeA)), 2U);
  EXPECT_EQ(code_of(*ask_dns(port, "nx.com", kDnsTypeA)), 3U);
  const auto none = ask_dns(port, "none.com", kDnsTypeA);
  EXPECT_EQ(code_of(*none), 0U);
  EXPECT_EQ(answers_of(*none), 0U);
  EXPECT_EQ(code_of(*ask_dns(port, "later.com", kAaaa)), 2U);
  EXPECT_EQ(code_of(*ask_dns(port, "later.com", kDnsTypeA)), 2U);
  EXPECT_EQ(answers_of(*ask_dns(port, "later.com", kDnsTypeA)), 1U);
  const SiteStats stats = server_->stats();
  EXPECT_EQ(stats.dns_queries, 7U);
  EXPECT_EQ(stats.hosts[4].dns_queries, 3U);
}

TEST(DnsAnswer, TreatsMalformedDatagramsByTheBook) {
  const auto known = [](const std::string&, std::uint16_t) {
    return DnsTreatment{.address = Ipv4Address{127, 0, 0, 1}};
  };
  const auto query = dns_query("example.com", kDnsTypeA);
  for (std::size_t count = 0; count < query.size(); ++count) {
    const auto answer = answer_dns({query.data(), count}, known);
    if (count < 12) {
      EXPECT_FALSE(answer) << count;
    } else {
      ASSERT_TRUE(answer) << count;
      EXPECT_EQ(code_of(*answer), 1U) << count;
    }
  }
  auto response = query;
  response[2] |= 0x80U;
  EXPECT_FALSE(answer_dns(response, known));  // two servers must not answer one another
  auto notify = query;
  notify[2] |= 0x20U;
  EXPECT_EQ(code_of(*answer_dns(notify, known)), 4U);
  auto compressed = query;
  compressed[12] = 0xC0U;
  EXPECT_EQ(code_of(*answer_dns(compressed, known)), 1U);
}

TEST(DnsAnswer, PutsAnAliasBeforeTheAddress) {
  const auto alias = [](const std::string&, std::uint16_t) {
    return DnsTreatment{.aliases = {"wall.example.net"}, .address = Ipv4Address{203, 0, 113, 7}};
  };
  const auto answer = answer_dns(dns_query("example.com", kDnsTypeA), alias);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answers_of(*answer), 2U);
  const std::vector<std::uint8_t> target{4,   'w', 'a', 'l', 'l', 7,   'e', 'x', 'a',
                                         'm', 'p', 'l', 'e', 3,   'n', 'e', 't', 0};
  EXPECT_FALSE(std::ranges::search(*answer, target).empty());
  EXPECT_EQ(std::vector<std::uint8_t>(answer->end() - 4, answer->end()),
            (std::vector<std::uint8_t>{203, 0, 113, 7}));
  // The alias is known for every type, the address for its own only.
  constexpr std::uint16_t kTypeAaaa = 28;
  EXPECT_EQ(answers_of(*answer_dns(dns_query("example.com", kTypeAaaa), alias)), 1U);
}

TEST_F(SiteRecords, CountRequestsConnectionsAndBytesPerHost) {
  serve(R"({"hosts": ["a.com", "b.com"], "behavior": {"kind": "page"}})");
  EXPECT_FALSE(server_->stats().last_activity);
  const SteadyTime begin = steady_now();
  {
    SiteClient plain = http();
    std::size_t bytes = 0;
    for (int i = 0; i < 3; ++i) {
      const Answer page = plain.get("a.com");
      bytes += page.head.size() + 2 + page.body.size();
    }
    SiteClient secure = https();
    ASSERT_EQ(secure.start_tls("b.com", server_->ca_file()), X509_V_OK);
    ASSERT_EQ(secure.get("b.com").status, 200U);
    const auto complete = [&](const SiteStats& stats) {
      return stats.hosts[0].sent.count == bytes;
    };
    ASSERT_TRUE(eventually(complete));
    const SiteStats stats = server_->stats();
    EXPECT_EQ(stats.requests, 4U);
    EXPECT_EQ(stats.http_open, 1U);
    EXPECT_EQ(stats.https_open, 1U);
    EXPECT_EQ(stats.hosts[0].host, "a.com");
    EXPECT_EQ(stats.hosts[0].requests, 3U);
    EXPECT_EQ(stats.hosts[0].connections, 1U);
    EXPECT_EQ(stats.hosts[1].open, 1U);
    EXPECT_GE(*stats.hosts[1].first_seen, begin);
    EXPECT_GE(*stats.last_activity, *stats.hosts[0].last_seen);
  }
  EXPECT_TRUE(eventually([](const SiteStats& stats) { return stats.open() == 0; }));
  EXPECT_EQ(server_->stats().hosts[1].open, 0U);
  EXPECT_EQ(server_->totals().requests, 4U);
  EXPECT_TRUE(server_->totals().hosts.empty());
}

TEST_F(SiteRecords, FollowAConnectionThatChangesHosts) {
  serve(R"({"hosts": ["a.com", "b.com"], "behavior": {"kind": "page"}})");
  SiteClient client = http();
  client.get("a.com");
  client.get("B.com:8080");
  const SiteStats stats = server_->stats();
  EXPECT_EQ(stats.connections, 1U);
  EXPECT_EQ(stats.hosts[0].open, 0U);
  EXPECT_EQ(stats.hosts[1].open, 1U);
}

TEST_F(SiteRecords, SeeAtOnceThatAClientHasGivenUp) {
  serve(R"({"hosts": ["slow.com"], "behavior": {"kind": "slow", "delay_ms": 600000}},
           {"hosts": ["drip.com"], "behavior": {"kind": "drip", "interval_ms": 600000}},
           {"hosts": ["tarpit.com"], "behavior": {"kind": "tarpit"}},
           {"hosts": ["stall.com"], "behavior": {"kind": "tls_stall"}})");
  {
    std::vector<SiteClient> clients;
    for (const char* host : {"slow.com", "drip.com", "tarpit.com"}) {
      clients.push_back(http());
      // The second request stays unread, so that "readable" cannot mean "gone".
      const std::string request = "GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n";
      ASSERT_TRUE(clients.back().send(request + request));
    }
    clients.push_back(https());
    EXPECT_FALSE(clients.back().start_tls("stall.com", "", 1ms));
    const auto all_there = [](const SiteStats& stats) {
      return std::ranges::all_of(stats.hosts, [](const auto& host) { return host.open == 1; });
    };
    ASSERT_TRUE(eventually(all_there));
  }
  EXPECT_TRUE(eventually([](const SiteStats& stats) { return stats.open() == 0; }));
}

TEST_F(SiteBounds, RequestsThatAreTooLargeOrMalformedAreRefused) {
  serve_one(R"({"kind": "page"})");
  const std::string start = "GET / HTTP/1.1\r\nHost: a.com\r\n";
  EXPECT_EQ(http().ask(start + "X: " + std::string(40000, 'x') + "\r\n\r\n").status, 413U);
  EXPECT_EQ(http().ask("POST / HTTP/1.1\r\nHost: a.com\r\nContent-Length: 70000\r\n\r\n").status,
            413U);
  EXPECT_EQ(http().ask("nonsense\r\n\r\n").status, 400U);
  EXPECT_EQ(http().ask("GET / HTTP/1.1\r\n\r\n").status, 421U);
  EXPECT_EQ(http().ask("POST / HTTP/1.1\r\nHost: a.com\r\nContent-Length: 5\r\n\r\nhello").status,
            200U);
}

TEST_F(SiteBounds, HeadAbsoluteTargetsAndPipeliningAreUnderstood) {
  serve_one(R"({"kind": "page"})");
  SiteClient client = http();
  const Answer head = client.ask("HEAD / HTTP/1.1\r\nHost: a.com\r\n\r\n", kPatience, true);
  EXPECT_EQ(head.status, 200U);
  EXPECT_EQ(head.body, "");
  EXPECT_EQ(client.get("a.com", "http://a.com/site.js").header("Content-Type"),
            "application/javascript");
  const std::string one = "GET /site.css HTTP/1.1\r\nHost: a.com\r\n\r\n";
  ASSERT_TRUE(client.send(one + one));
  std::string got;
  const auto answers = [&] {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = got.find("HTTP/1.1 200", at)) != std::string::npos; ++at)
      ++count;
    return count;
  };
  while (answers() < 2) ASSERT_EQ(client.receive(got), Ending::kData);
  EXPECT_EQ(http().ask("GET / HTTP/1.0\r\nHost: a.com\r\n\r\n").status, 200U);
  SiteClient old = http();
  EXPECT_EQ(old.ask("GET / HTTP/1.0\r\nHost: a.com\r\nConnection: keep-alive\r\n\r\n").status,
            200U);
  EXPECT_EQ(old.receive(got), Ending::kClosed);  // it is not told that it may go on
}

TEST_F(SiteBounds, ClientsThatTakeTooLongAreCutOff) {
  serve(R"({"hosts": ["a.com"], "behavior": {"kind": "page"}},
           {"hosts": ["big.com"], "behavior": {"kind": "big"}},
           {"hosts": ["t.com"], "behavior": {"kind": "tarpit"}})",
        {.handshake = 150ms, .request = 150ms, .idle = 150ms, .write = 150ms, .hold = 150ms});
  std::string got;
  EXPECT_EQ(http().receive(got), Ending::kClosed);   // says nothing
  EXPECT_EQ(https().receive(got), Ending::kClosed);  // does not handshake
  SiteClient begins = http();
  ASSERT_TRUE(begins.send("GET / HT"));
  EXPECT_EQ(begins.receive(got), Ending::kClosed);
  SiteClient held = http();
  EXPECT_NE(held.get("t.com").ending, Ending::kTimedOut);
  SiteClient never_reads = http();
  ASSERT_TRUE(never_reads.send("GET / HTTP/1.1\r\nHost: big.com\r\n\r\n"));
  ASSERT_TRUE(eventually([](const SiteStats& stats) { return stats.hosts[1].requests == 1; }));
  EXPECT_TRUE(eventually([](const SiteStats& stats) { return stats.open() == 0; }));
  EXPECT_LT(server_->stats().sent, Bytes::mib(64));  // what kernel buffers hold
}

TEST_F(SiteLife, StopsAtOnceWithOpenTarpitsAndClosesEverything) {
  const std::vector<int> before = open_fds();
  {
    serve(R"({"hosts": ["t.com"], "behavior": {"kind": "tarpit"}},
             {"hosts": ["big.com"], "behavior": {"kind": "big"}},
             {"hosts": ["s.com"], "behavior": {"kind": "slow", "delay_ms": 600000}},
             {"hosts": ["stall.com"], "behavior": {"kind": "tls_stall"}})");
    const fs::path dir = server_->ca_file().parent_path();
    EXPECT_TRUE(fs::exists(server_->ca_file()));
    std::vector<SiteClient> clients;
    for (int i = 0; i < 20; ++i) {
      for (const char* host : {"t.com", "big.com", "s.com"}) {
        clients.push_back(http());
        const std::string request = "GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n";
        ASSERT_TRUE(clients.back().send(request));
      }
    }
    clients.push_back(https());
    EXPECT_FALSE(clients.back().start_tls("stall.com", "", 1ms));
    clients.push_back(https());
    ASSERT_EQ(clients.back().start_tls("t.com", server_->ca_file()), X509_V_OK);
    ASSERT_TRUE(clients.back().send("GET / HTTP/1.1\r\nHost: t.com\r\n\r\n"));
    ASSERT_TRUE(eventually([](const SiteStats& stats) { return stats.requests == 61; }));
    const SteadyTime begin = steady_now();
    server_->stop();
    EXPECT_LT(steady_now() - begin, 5s);
    EXPECT_EQ(server_->stats().open(), 0U);
    EXPECT_EQ(server_->stats().requests, 61U);
    EXPECT_FALSE(fs::exists(dir));
    server_->stop();  // again is harmless
    server_.reset();
  }
  EXPECT_EQ(open_fds(), before);
}

TEST_F(SiteLife, EveryDescriptorIsCloseOnExec) {
  const std::vector<int> before = open_fds();
  serve_one(R"({"kind": "tarpit"})");
  SiteClient client = http();
  ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: a.com\r\n\r\n"));
  ASSERT_TRUE(eventually([](const SiteStats& stats) { return stats.requests == 1; }));
  std::size_t own = 0;
  for (const int fd : open_fds()) {
    if (std::ranges::binary_search(before, fd)) continue;
    ++own;
    EXPECT_NE(::fcntl(fd, F_GETFD) & FD_CLOEXEC, 0)
        << fs::read_symlink("/proc/self/fd/" + std::to_string(fd));
  }
  EXPECT_GE(own, 5U);
}

TEST_F(SiteLife, APortInUseIsNamed) {
  serve_one(R"({"kind": "page"})");
  const ListenAt taken = server_->at();
  const auto scenario = parse_scenario(
      R"({"name": "n", "sites": [{"hosts": ["a.com"], "behavior": {"kind": "page"}}]})", "n");
  ASSERT_TRUE(scenario);
  const auto second = SiteServer::start(*scenario, {.https_port = taken.https_port});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kBadInput);
  EXPECT_EQ(second.error().message,
            "listen for HTTPS on 127.0.0.1:" + std::to_string(taken.https_port) +
                ": Address already in use; choose another port, or 0 for a free one");
  EXPECT_FALSE(SiteServer::start(*scenario, {.dns_port = taken.dns_port}));
  EXPECT_FALSE(SiteServer::start(*scenario, {.address = "localhost"}));
}

TEST_F(SiteLife, ManyConnectionsAreServedAtOnce) {
  serve_one(R"({"kind": "page"})");
  std::vector<SiteClient> clients;
  clients.reserve(200);
  for (int i = 0; i < 200; ++i) clients.push_back(http());
  for (auto& client : clients) ASSERT_EQ(client.get("a.com").status, 200U);
  EXPECT_EQ(server_->stats().http_open, 200U);
}

}  // namespace
}  // namespace tidemark::harness
