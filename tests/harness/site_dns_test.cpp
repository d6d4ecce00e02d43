// What the simulator's DNS server makes of names: late answers, rebinding, chains of aliases, TCP.
#include <arpa/inet.h>
#include <gmock/gmock.h>

#include <array>
#include <span>
#include <string>
#include <vector>

#include "harness/sites/dns_answer.hpp"
#include "tests/harness/site_server_fixture.hpp"

namespace tidemark::harness {
namespace {

using testing::ElementsAre;
using namespace std::chrono_literals;

using Bytes8 = std::vector<std::uint8_t>;

// The records of an answer as text, in order: "edge.net", "127.0.0.1", "::1".
struct Read {
  unsigned code = 99;
  bool truncated = false;
  std::vector<std::string> owners = {};
  std::vector<std::string> values = {};
  std::vector<std::uint32_t> ttls = {};
};

// A name of a message that may be compressed; `at` moves behind it.
std::string read_name(const Bytes8& message, std::size_t& at) {
  std::string name;
  std::size_t here = at;
  bool jumped = false;
  for (int labels = 0; labels < 128; ++labels) {
    const std::size_t length = message.at(here);
    if ((length & 0xC0U) == 0xC0U) {
      if (!jumped) at = here + 2;
      jumped = true;
      here = (length & 0x3FU) << 8U | message.at(here + 1);
      continue;
    }
    ++here;
    if (length == 0) break;
    if (!name.empty()) name += '.';
    name.append(message.begin() + static_cast<std::ptrdiff_t>(here),
                message.begin() + static_cast<std::ptrdiff_t>(here + length));
    here += length;
  }
  if (!jumped) at = here;
  return name;
}

Read read_answer(const Bytes8& message) {
  Read read{.code = message.at(3) & 0x0FU, .truncated = (message.at(2) & 2U) != 0};
  std::size_t at = 12;
  read_name(message, at);
  at += 4;
  for (int left = message.at(7); left > 0; --left) {
    read.owners.push_back(read_name(message, at));
    const unsigned type = message.at(at + 1);
    std::uint32_t ttl = 0;
    for (std::size_t i = 4; i < 8; ++i) ttl = ttl << 8U | message.at(at + i);
    read.ttls.push_back(ttl);
    const std::size_t length =
        static_cast<std::size_t>(message.at(at + 8)) << 8U | message.at(at + 9);
    at += 10;
    if (type == 5) {
      std::size_t inside = at;
      read.values.push_back(read_name(message, inside));
      EXPECT_EQ(inside, at + length);
    } else {
      std::array<char, INET6_ADDRSTRLEN> text{};
      ::inet_ntop(type == 1 ? AF_INET : AF_INET6, &message.at(at), text.data(), text.size());
      read.values.emplace_back(text.data());
    }
    at += length;
  }
  EXPECT_EQ(at, message.size());
  return read;
}

class SiteNames : public SiteTest {
 protected:
  [[nodiscard]] Read ask(std::string_view name, std::uint16_t type = kDnsTypeA) const {
    const auto answer = ask_dns(server_->at().dns_port, name, type);
    if (!answer) return {};
    return read_answer(*answer);
  }
};

// A message behind its length, as DNS over TCP has it.
std::string framed(const Bytes8& message) {
  std::string bytes{static_cast<char>(message.size() >> 8U),
                    static_cast<char>(message.size() & 0xFFU)};
  bytes.append(message.begin(), message.end());
  return bytes;
}

// The next message of a TCP connection.
Bytes8 receive_framed(SiteClient& client, std::string& got) {
  const auto size = [&] {
    return got.size() < 2 ? std::size_t{2}
                          : 2 + (static_cast<std::size_t>(static_cast<std::uint8_t>(got[0])) << 8U |
                                 static_cast<std::uint8_t>(got[1]));
  };
  while (got.size() < 2 || got.size() < size()) {
    if (client.receive(got) != Ending::kData) return {};
  }
  const std::string message = got.substr(2, size() - 2);
  got.erase(0, size());
  return {message.begin(), message.end()};
}

TEST_F(SiteNames, AnswerLateAndOnlyThoseThatShould) {
  serve(R"({"hosts": ["late.com"], "behavior": {"kind": "dns_slow", "delay_ms": 400}, "fails": 1},
           {"hosts": ["a.com"], "behavior": {"kind": "page"}})");
  const SteadyTime begin = steady_now();
  EXPECT_EQ(ask("a.com").values.size(), 1U);
  EXPECT_THAT(ask("late.com").values, ElementsAre("127.0.0.1"));
  EXPECT_GE(steady_now() - begin, 400ms);
  EXPECT_THAT(ask("late.com").ttls, ElementsAre(60U));  // recovered
  EXPECT_EQ(http().get("late.com").status, 200U);
}

TEST_F(SiteNames, LateAnswersHoldUpNobodyElse) {
  serve(R"({"hosts": ["late.com"], "behavior": {"kind": "dns_slow", "delay_ms": 600000}},
           {"hosts": ["a.com"], "behavior": {"kind": "page"}})");
  EXPECT_FALSE(ask_dns(server_->at().dns_port, "late.com", kDnsTypeA, 50ms));
  EXPECT_THAT(ask("a.com").values, ElementsAre("127.0.0.1"));
  const SteadyTime begin = steady_now();
  server_->stop();  // with an answer still to come
  EXPECT_LT(steady_now() - begin, 5s);
}

TEST_F(SiteNames, RebindToAnotherAddressAfterSoManyQueries) {
  serve(R"({"hosts": ["r.com"], "behavior": {"kind": "rebind"}},
           {"hosts": ["meta.com"], "behavior": {"kind": "rebind", "first": "203.0.113.9",
             "then": "169.254.169.254", "after": 2}},
           {"hosts": ["tired.com"], "behavior": {"kind": "rebind", "first": "203.0.113.9",
             "then": "10.0.0.1"}, "fails": 2})");
  EXPECT_THAT(ask("meta.com").values, ElementsAre("203.0.113.9"));
  EXPECT_THAT(ask("meta.com", kDnsTypeAaaa).values, ElementsAre());  // not counted
  EXPECT_THAT(ask("meta.com").values, ElementsAre("203.0.113.9"));
  const Read then = ask("meta.com");
  EXPECT_THAT(then.values, ElementsAre("169.254.169.254"));
  EXPECT_THAT(then.ttls, ElementsAre(0U));
  EXPECT_THAT(ask("meta.com").values, ElementsAre("169.254.169.254"));
  EXPECT_THAT(ask("tired.com").values, ElementsAre("203.0.113.9"));
  EXPECT_THAT(ask("tired.com").values, ElementsAre("10.0.0.1"));
  EXPECT_THAT(ask("tired.com").values, ElementsAre("127.0.0.1"));  // its own
  EXPECT_EQ(http().get("r.com").status, 200U);
}

TEST_F(SiteNames, AreAliasesOfOneAnother) {
  serve(R"({"hosts": ["shop.com"], "behavior": {"kind": "page"},
            "dns": {"cname": ["shop.cdn.net", "pop7.cdn.net"], "address": "203.0.113.5",
                    "address6": "2001:db8::5"}})");
  const Read shop = ask("shop.com");
  EXPECT_THAT(shop.owners, ElementsAre("shop.com", "shop.cdn.net", "pop7.cdn.net"));
  EXPECT_THAT(shop.values, ElementsAre("shop.cdn.net", "pop7.cdn.net", "203.0.113.5"));
  EXPECT_THAT(ask("shop.com", kDnsTypeAaaa).values,
              ElementsAre("shop.cdn.net", "pop7.cdn.net", "2001:db8::5"));
  EXPECT_THAT(ask("shop.com", 16).values, ElementsAre("shop.cdn.net", "pop7.cdn.net"));
  // The links can be asked for themselves.
  EXPECT_THAT(ask("shop.cdn.net").values, ElementsAre("pop7.cdn.net", "203.0.113.5"));
  EXPECT_THAT(ask("pop7.cdn.net").values, ElementsAre("203.0.113.5"));
  EXPECT_EQ(ask("pop8.cdn.net").code, 3U);
}

TEST_F(SiteNames, LeadIntoOtherHostsWhoseRecordThenCounts) {
  serve(R"({"hosts": ["a.com"], "behavior": {"kind": "page"}, "dns": {"cname": "b.com"}},
           {"hosts": ["b.com"], "behavior": {"kind": "dns_slow", "delay_ms": 1},
            "dns": {"cname": "c.com"}},
           {"hosts": ["c.com"], "behavior": {"kind": "page"}, "dns": {"address": "203.0.113.3"}},
           {"hosts": ["dangling.com"], "behavior": {"kind": "page"}, "dns": {"cname": "gone.com"}},
           {"hosts": ["gone.com"], "behavior": {"kind": "no_dns", "answer": "nxdomain"}},
           {"hosts": ["deaf.com"], "behavior": {"kind": "page"}, "dns": {"cname": "silent.com"}},
           {"hosts": ["silent.com"], "behavior": {"kind": "no_dns"}})");
  EXPECT_THAT(ask("a.com").values, ElementsAre("b.com", "c.com", "203.0.113.3"));
  const Read dangling = ask("dangling.com");
  EXPECT_EQ(dangling.code, 3U);
  EXPECT_THAT(dangling.values, ElementsAre("gone.com"));
  EXPECT_FALSE(ask_dns(server_->at().dns_port, "deaf.com", kDnsTypeA, 100ms));
}

TEST_F(SiteNames, LeadBackWithoutAnAddress) {
  serve(R"({"hosts": ["a.com"], "behavior": {"kind": "page"}, "dns": {"cname": "b.com"}},
           {"hosts": ["b.com"], "behavior": {"kind": "page"}, "dns": {"cname": "a.com"}},
           {"hosts": ["self.com"], "behavior": {"kind": "page"}, "dns": {"cname": "self.com"}})");
  const Read loop = ask("a.com");
  EXPECT_EQ(loop.code, 0U);
  EXPECT_THAT(loop.owners, ElementsAre("a.com", "b.com"));
  EXPECT_THAT(loop.values, ElementsAre("b.com", "a.com"));
  EXPECT_THAT(ask("self.com").values, ElementsAre("self.com"));
}

TEST_F(SiteNames, AreAnsweredOverTcpToo) {
  serve(R"({"hosts": ["a.com"], "behavior": {"kind": "page"}},
           {"hosts": ["silent.com"], "behavior": {"kind": "no_dns"}},
           {"hosts": ["late.com"], "behavior": {"kind": "dns_slow", "delay_ms": 50}})");
  SiteClient client(server_->at().dns_port);
  std::string got;
  // Several on one connection, the first in two pieces, one of them never answered.
  const std::string first = framed(dns_query("a.com", kDnsTypeA));
  ASSERT_TRUE(client.send(first.substr(0, 7)));
  ASSERT_TRUE(client.send(first.substr(7)));
  EXPECT_THAT(read_answer(receive_framed(client, got)).values, ElementsAre("127.0.0.1"));
  ASSERT_TRUE(client.send(framed(dns_query("silent.com", kDnsTypeA)) +
                          framed(dns_query("late.com", kDnsTypeA))));
  EXPECT_EQ(read_answer(receive_framed(client, got)).owners.at(0), "late.com");
  EXPECT_EQ(server_->stats().dns_queries, 3U);
  EXPECT_EQ(server_->stats().dns_open, 1U);
  // What cannot be a query ends the connection.
  ASSERT_TRUE(client.send("\xff\xff"));
  EXPECT_EQ(client.receive(got), Ending::kClosed);
  EXPECT_TRUE(eventually([](const SiteStats& stats) { return stats.open() == 0; }));
}

TEST_F(SiteNames, TooLongForADatagramAreToldOverTcp) {
  std::string chain;
  for (int i = 0; i < 16; ++i) {
    chain += (i > 0 ? ", \"" : "\"") + std::string(60, 'x') + "." + std::to_string(i) + ".net\"";
  }
  serve(R"({"hosts": ["a.com"], "behavior": {"kind": "page"}, "dns": {"cname": [)" + chain + "]}}");
  const Read cut = ask("a.com");
  EXPECT_TRUE(cut.truncated);
  EXPECT_THAT(cut.values, ElementsAre());
  SiteClient client(server_->at().dns_port);
  ASSERT_TRUE(client.send(framed(dns_query("a.com", kDnsTypeA))));
  std::string got;
  const Read whole = read_answer(receive_framed(client, got));
  EXPECT_FALSE(whole.truncated);
  EXPECT_EQ(whole.values.size(), 17U);
  EXPECT_EQ(whole.owners.back(), std::string(60, 'x') + ".15.net");
  EXPECT_EQ(whole.values.back(), "127.0.0.1");
}

TEST(SiteNamesOfAScenario, AreCheckedWhereTheyStand) {
  const auto why = [](const std::string& site) {
    const auto scenario = parse_scenario(R"({"name": "t", "sites": [)" + site + "]}", "t");
    return scenario ? "" : scenario.error().message;
  };
  EXPECT_EQ(why(R"({"hosts": ["a.com"], "behavior": {"kind": "rebind", "then": "localhost"}})"),
            "t: /sites/0/behavior/then: this is not an IPv4 address");
  EXPECT_THAT(why(R"({"hosts": ["a.com"], "behavior": {"kind": "page"},
                      "dns": {"cname": ["b.com", "c..com"]}})"),
              testing::StartsWith("t: /sites/0/dns/cname/1: "));
  EXPECT_EQ(why(R"({"hosts": ["a.com"], "behavior": {"kind": "page"},
                    "dns": {"address6": "127.0.0.1"}})"),
            "t: /sites/0/dns/address6: this is not an IPv6 address");
}

}  // namespace
}  // namespace tidemark::harness
