// Clients that send anything cannot crash a live simulator, hold on to its descriptors, or keep it
// from others.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <list>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "harness/sites/dns_answer.hpp"
#include "tests/harness/site_server_fixture.hpp"

namespace tidemark::harness {
namespace {

using namespace std::chrono_literals;

using SiteFuzz = SiteTest;
using Random = std::mt19937;

constexpr unsigned kSeed = 20'260'131;
constexpr int kClients = 3000;
constexpr std::size_t kAtOnce = 40;

std::size_t below(Random& random, std::size_t limit) {
  return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
}

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(all, {}));
}

// What OpenSSL says first to `host`.
std::string client_hello(const char* host) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  &SSL_CTX_free);
  const std::unique_ptr<SSL, decltype(&SSL_free)> tls(SSL_new(context.get()), &SSL_free);
  BIO* in = BIO_new(BIO_s_mem());
  BIO* out = BIO_new(BIO_s_mem());
  SSL_set_bio(tls.get(), in, out);
  SSL_set_tlsext_host_name(tls.get(), host);
  SSL_connect(tls.get());
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string framed_query(const char* name, std::uint16_t type) {
  const auto query = dns_query(name, type);
  return std::string{'\0', static_cast<char>(query.size())} +
         std::string(query.begin(), query.end());
}

// Sound messages for each port, to be spoilt.
std::vector<std::string> http_seeds() {
  const std::string chunked = "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  return {"GET / HTTP/1.1\r\nHost: a.com\r\n\r\n",
          "HEAD http://a.com/x?y HTTP/1.1\r\nHost: a.com:80\r\nCookie: a=b; c\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: drip.com\r\nContent-Length: 5\r\n\r\nhello",
          "POST / HTTP/1.1\r\nHost: big.com\r\n" + chunked,
          "GET / HTTP/1.1\r\nHost: t.com\r\nAuthorization: Basic Z3Vlc3Q6Z3Vlc3Q=\r\n\r\n",
          "GET / HTTP/1.0\r\nHost: r.com\r\nUpgrade: h2c\r\nExpect: 100-continue\r\n\r\n",
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"};
}
std::vector<std::string> tls_seeds() { return {client_hello("a.com"), client_hello("stall.com")}; }
std::vector<std::string> dns_seeds() {
  return {framed_query("a.com", 1), framed_query("late.com", 28), framed_query("loop.com", 255)};
}

// `text` with a few things done to it that come to nobody's mind.
std::string spoilt(std::string text, Random& random) {
  for (std::size_t left = below(random, 6); left > 0; --left) {
    const std::size_t at = text.empty() ? 0 : below(random, text.size());
    switch (below(random, 6)) {
      case 0: text.resize(at); break;
      case 1: text.insert(at, 1 + below(random, 300), static_cast<char>(below(random, 256))); break;
      case 2: text += text; break;
      case 3: text.insert(at, text.substr(below(random, at + 1))); break;
      case 4: text.erase(at, 1 + below(random, 20)); break;
      default:
        if (!text.empty()) text[at] = static_cast<char>(below(random, 256));
    }
    if (text.size() > 100'000) text.resize(100'000);
  }
  return text;
}

// Without waiting: a server that has hung up, or reads slowly, is none of the fuzzer's business.
void send_in_pieces(int socket, std::string_view text, Random& random) {
  while (!text.empty()) {
    const std::size_t size = 1 + below(random, text.size());
    if (::send(socket, text.data(), size, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) return;
    text.remove_prefix(size);
  }
}

TEST_F(SiteFuzz, ClientsThatSendAnythingHarmNobody) {
  serve(R"({"hosts": ["a.com"], "behavior": {"kind": "page"}},
           {"hosts": ["t.com"], "behavior": {"kind": "tarpit"}},
           {"hosts": ["r.com"], "behavior": {"kind": "reset"}},
           {"hosts": ["big.com"], "behavior": {"kind": "big"}},
           {"hosts": ["drip.com"], "behavior": {"kind": "drip", "bytes": 9, "interval_ms": 5}},
           {"hosts": ["stall.com"], "behavior": {"kind": "tls_stall"}},
           {"hosts": ["late.com"], "behavior": {"kind": "dns_slow", "delay_ms": 20}},
           {"hosts": ["loop.com"], "behavior": {"kind": "page"}, "dns": {"cname": "loop.com"}})",
        {.handshake = 300ms,
         .request = 300ms,
         .idle = 300ms,
         .write = 300ms,
         .hold = 300ms,
         .kept_requests = 100});
  const ListenAt at = server_->at();
  {
    // What is made at first use is there before descriptors are counted.
    SiteClient warm = https();
    ASSERT_EQ(warm.start_tls("a.com", server_->ca_file()), X509_V_OK);
  }
  ASSERT_TRUE(eventually([](const SiteStats& stats) { return stats.open() == 0; }));
  const std::size_t before = open_descriptors();

  Random random(kSeed);
  const std::array<std::uint16_t, 3> ports{at.http_port, at.https_port, at.dns_port};
  const std::array<std::vector<std::string>, 3> seeds{http_seeds(), tls_seeds(), dns_seeds()};
  const UniqueFd datagrams(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_in dns{};
  dns.sin_family = AF_INET;
  dns.sin_port = htons(at.dns_port);
  dns.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::list<SiteClient> clients;
  for (int i = 0; i < kClients; ++i) {
    const std::size_t port = below(random, ports.size());
    // Now and then what belongs to another port.
    const auto& choice = seeds[below(random, 10) == 0 ? below(random, ports.size()) : port];
    const std::string text = spoilt(choice[below(random, choice.size())], random);
    if (port == 2) {
      const std::string datagram = text.substr(std::min<std::size_t>(text.size(), 2), 1400);
      ::sendto(datagrams.get(), datagram.data(), datagram.size(), MSG_DONTWAIT,
               reinterpret_cast<const sockaddr*>(&dns), sizeof dns);
    }
    clients.emplace_back(ports[port]);
    ASSERT_GE(clients.back().fd(), 0) << "client " << i;
    send_in_pieces(clients.back().fd(), text, random);
    if (below(random, 4) == 0) ::shutdown(clients.back().fd(), SHUT_WR);
    // Some go at once, most stay for a while and read nothing.
    if (below(random, 3) == 0) clients.pop_back();
    if (clients.size() > kAtOnce) {
      clients.erase(
          std::next(clients.begin(), static_cast<std::ptrdiff_t>(below(random, clients.size()))));
    }
  }
  // With the last of them still there, others are served as ever.
  EXPECT_EQ(http().get("a.com").status, 200U);
  {
    SiteClient secure = https();
    EXPECT_EQ(secure.start_tls("a.com", server_->ca_file()), X509_V_OK);
    EXPECT_EQ(secure.get("a.com", "/site.js").status, 200U);
  }
  const auto answer = ask_dns(at.dns_port, "a.com", kDnsTypeA);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->at(7), 1U);
  // Its limits end what the clients do not.
  EXPECT_TRUE(eventually([](const SiteStats& stats) { return stats.open() == 0; }));
  clients.clear();
  EXPECT_EQ(open_descriptors(), before + 1);  // `datagrams`
}

}  // namespace
}  // namespace tidemark::harness
