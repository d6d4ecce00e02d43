// The network between the simulator and its clients, cut and restored.
#include "harness/sites/weather.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <poll.h>
#include <sys/socket.h>

#include "tests/harness/site_server_fixture.hpp"

namespace tidemark::harness {
namespace {

using namespace std::chrono_literals;

constexpr auto kSilence = 300ms;
using Link = Weather::Link;

using SiteWeather = SiteTest;

// A connection that is being made.
UniqueFd begin_to_connect(std::uint16_t port) {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::connect(fd.get(), reinterpret_cast<sockaddr*>(&to), sizeof to);
  return fd;
}

bool may_filter() {
  const UniqueFd probe(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sock_filter keep_all[] = {{.code = BPF_RET | BPF_K, .jt = 0, .jf = 0, .k = 0xFFFF}};
  const sock_fprog program{.len = 1, .filter = keep_all};
  return ::setsockopt(probe.get(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

bool is_made(const UniqueFd& fd, std::chrono::milliseconds patience) {
  pollfd watched{.fd = fd.get(), .events = POLLOUT, .revents = 0};
  return ::poll(&watched, 1, static_cast<int>(patience.count())) == 1;
}

TEST_F(SiteWeather, BehindACutCableNothingArrivesUntilItIsMended) {
  serve_one(R"({"kind": "page"})");
  SiteClient open = http();
  ASSERT_EQ(open.get("a.com").status, 200U);
  server_->set_link(Link::kSilent);
  const UniqueFd fresh = begin_to_connect(server_->at().http_port);
  ASSERT_TRUE(open.send("GET / HTTP/1.1\r\nHost: a.com\r\n\r\n"));
  std::string received;
  EXPECT_EQ(open.receive(received, kSilence), Ending::kTimedOut);
  EXPECT_EQ(is_made(fresh, kSilence), !may_filter()) << "nobody answers a new connection";
  EXPECT_FALSE(ask_dns(server_->at().dns_port, "a.com", 1, kSilence));
  EXPECT_EQ(server_->stats().requests, 1U);
  server_->set_link(Link::kOpen);
  EXPECT_EQ(open.receive(received), Ending::kData) << "what was under way arrives";
  EXPECT_TRUE(received.starts_with("HTTP/1.1 200")) << received;
  EXPECT_TRUE(is_made(fresh, kPatience));
  EXPECT_TRUE(eventually([](const SiteStats& stats) { return stats.connections == 2; }));
  EXPECT_TRUE(ask_dns(server_->at().dns_port, "a.com", 1));
}

TEST_F(SiteWeather, WhatTheServerWasSayingStopsInTheMiddle) {
  serve_one(R"({"kind": "drip", "bytes": 1, "interval_ms": 10})");
  SiteClient client = http();
  ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: a.com\r\n\r\n"));
  std::string received;
  ASSERT_EQ(client.receive(received), Ending::kData);
  server_->set_link(Link::kSilent);
  while (client.receive(received, 0ms) == Ending::kData) {
  }
  EXPECT_EQ(client.receive(received, kSilence), Ending::kTimedOut);
  server_->set_link(Link::kOpen);
  EXPECT_EQ(client.receive(received), Ending::kData) << "and goes on";
}

TEST_F(SiteWeather, ACutOutlastsTheServersPatience) {
  serve_one(R"({"kind": "page"})", {.idle = 200ms});
  SiteClient client = http();
  ASSERT_EQ(client.get("a.com").status, 200U);
  server_->set_link(Link::kSilent);
  std::string received;
  EXPECT_EQ(client.receive(received, 600ms), Ending::kTimedOut) << "the end would arrive too";
  server_->set_link(Link::kOpen);
  EXPECT_EQ(client.receive(received), Ending::kClosed);
}

TEST_F(SiteWeather, ResetsOpenAndNewConnections) {
  serve_one(R"({"kind": "tarpit"})");
  SiteClient open = http();
  ASSERT_TRUE(open.send("GET / HTTP/1.1\r\nHost: a.com\r\n\r\n"));
  EXPECT_TRUE(eventually([](const SiteStats& stats) { return stats.requests == 1; }));
  server_->set_link(Link::kReset);
  std::string received;
  EXPECT_EQ(open.receive(received), Ending::kReset);
  SiteClient fresh = http();
  EXPECT_EQ(fresh.receive(received), Ending::kReset);
  EXPECT_FALSE(ask_dns(server_->at().dns_port, "a.com", 1, kSilence));
  EXPECT_TRUE(eventually([](const SiteStats& stats) { return stats.open() == 0; }));
  server_->set_link(Link::kOpen);
  SiteClient later = https();
  EXPECT_TRUE(later.start_tls("a.com", server_->ca_file()));
}

TEST_F(SiteWeather, DnsFailsAloneAsItIsTold) {
  serve_one(R"({"kind": "page"})");
  server_->set_dns(Weather::Dns::kServfail);
  const auto answer = ask_dns(server_->at().dns_port, "a.com", 1);
  ASSERT_TRUE(answer);
  ASSERT_GT(answer->size(), 3U);
  EXPECT_EQ((*answer)[3] & 0x0F, 2) << "SERVFAIL";
  server_->set_dns(Weather::Dns::kSilent);
  EXPECT_FALSE(ask_dns(server_->at().dns_port, "a.com", 1, kSilence));
  EXPECT_EQ(http().get("a.com").status, 200U) << "the sites themselves are there";
}

TEST_F(SiteWeather, EndsQuicklyBehindACutCable) {
  serve_one(R"({"kind": "page"})");
  SiteClient client = http();
  ASSERT_EQ(client.get("a.com").status, 200U);
  server_->set_link(Link::kSilent);
  const SteadyTime before = steady_now();
  server_->stop();
  server_->set_link(Link::kOpen);
  EXPECT_LT(steady_now() - before, 5s);
}

}  // namespace
}  // namespace tidemark::harness
