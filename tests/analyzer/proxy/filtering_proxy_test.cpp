#include "analyzer/proxy/filtering_proxy.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "tests/analyzer/proxy/proxy_fixture.hpp"

namespace tidemark::analyzer {
namespace {

constexpr int kGranted = 0;
constexpr int kUnreachable = 4;
constexpr AddressPolicy kAll{.allow_private = true};
constexpr AddressPolicy kPublicOnly{.allow_private = false};

class Proxy : public ProxyTest {
 protected:
  void make(AddressPolicy policy) { make_lane(policy, ::geteuid()); }
  std::optional<int> ask_once(const std::string& name, std::uint16_t port) {
    Socket client = connect();
    return ask(client, name, port);
  }
};

TEST_F(Proxy, ConnectsAndRelaysBothWays) {
  resolver().answers["shop.example"] = {{.addresses = {"127.0.0.1"}}};
  make(kAll);
  Socket client = connect();
  ASSERT_EQ(ask(client, "shop.example", host().port()), kGranted);
  const std::string text(300000, 'x');
  EXPECT_EQ(echo(client, text), text);
  const LaneReport report = lane().end();
  EXPECT_EQ(report.sent, Bytes{text.size()});
  EXPECT_EQ(report.received, Bytes{text.size()});
  EXPECT_EQ(report.connections, 1);
  const Contact* contact = report.find("shop.example", host().port());
  ASSERT_NE(contact, nullptr);
  EXPECT_EQ(contact->reached, Contact::Reached::kHost);
  EXPECT_EQ(contact->received, Bytes{text.size()});
}

TEST_F(Proxy, ConnectsMappedHostsWithoutDnsWhateverThePolicy) {
  map("shop.example:443=127.0.0.1:" + std::to_string(host().port()));
  make(kPublicOnly);
  EXPECT_EQ(ask_once("shop.example", 443), kGranted);
  EXPECT_TRUE(resolver().asked.empty());
}

TEST_F(Proxy, RefusesForbiddenAddressesHoweverTheyAreWritten) {
  resolver().answers["inside.example"] = {{.addresses = {"127.0.0.1"}}};
  for (const char* text : {"127.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"}) {
    resolver().answers[text] = {{.addresses = {text}}};
  }
  make(kPublicOnly);
  EXPECT_EQ(ask_once("inside.example", host().port()), kUnreachable);
  EXPECT_EQ(ask_once("127.0.0.1", host().port()), kUnreachable);
  EXPECT_EQ(ask_once("169.254.169.254", 80), kUnreachable);
  EXPECT_EQ(ask_once("::1", host().port()), kUnreachable);
  EXPECT_EQ(ask_once("::ffff:127.0.0.1", host().port()), kUnreachable);
  EXPECT_EQ(host().connections(), 0);
  const LaneReport report = lane().end();
  EXPECT_EQ(report.refused, 5);
  EXPECT_EQ(report.connections, 0);
  const Contact* contact = report.find("inside.example", host().port());
  ASSERT_NE(contact, nullptr);
  EXPECT_EQ(contact->error, ErrorClass::kAddressForbidden);
  EXPECT_EQ(contact->detail, "inside.example leads to 127.0.0.1, a loopback address");
}

TEST_F(Proxy, ConnectsToNoAddressThatItDidNotCheck) {
  // The same name changes between a harmless and a private address (DNS rebinding), both ways.
  resolver().answers["rebind.example"] = {{.addresses = {"203.0.113.1"}},
                                          {.addresses = {"127.0.0.1"}}};
  resolver().answers["mixed.example"] = {{.addresses = {"127.0.0.1", "10.0.0.1"}}};
  make(kPublicOnly);
  EXPECT_EQ(ask_once("rebind.example", host().port()), kUnreachable);
  EXPECT_EQ(ask_once("rebind.example", host().port()), kUnreachable);
  EXPECT_EQ(ask_once("mixed.example", host().port()), kUnreachable);
  EXPECT_EQ(resolver().asked.size(), 2U);
  EXPECT_EQ(host().connections(), 0);
  // The next visit asks anew, and is refused anew.
  lane().begin(Deadline::in(std::chrono::seconds(20)), Bytes::mib(8));
  EXPECT_EQ(ask_once("rebind.example", host().port()), kUnreachable);
  EXPECT_EQ(resolver().asked.size(), 3U);
  EXPECT_EQ(host().connections(), 0);
}

TEST_F(Proxy, RefusesPortsThatAreNotOfTheWeb) {
  make(kAll);
  EXPECT_EQ(ask_once("shop.example", 25), kUnreachable);
  EXPECT_TRUE(resolver().asked.empty());
}

TEST_F(Proxy, AsksForANameOnceHoweverManyConnectionsWantIt) {
  resolver().answers["shop.example"] = {{.addresses = {"127.0.0.1"}}};
  make(kAll);
  std::vector<Socket> clients;
  for (int i = 0; i < 5; ++i) clients.push_back(connect());
  for (Socket& client : clients) {
    EXPECT_EQ(ask(client, "shop.example", host().port()), kGranted);
  }
  EXPECT_EQ(resolver().asked.size(), 1U);
}

TEST_F(Proxy, ReportsWhyAHostWasNotReached) {
  resolver().answers["gone.example"] = {{.error = ErrorClass::kDnsNxdomain, .detail = "no name"}};
  resolver().answers["closed.example"] = {{.addresses = {"127.0.0.1"}}};
  boost::asio::ip::tcp::socket reserved(loop());  // bound and not listening: refuses
  reserved.open(boost::asio::ip::tcp::v4());
  reserved.bind({boost::asio::ip::address_v4::loopback(), 0});
  const std::uint16_t closed = reserved.local_endpoint().port();
  make(kAll);
  EXPECT_EQ(ask_once("gone.example", 443), kUnreachable);
  EXPECT_EQ(ask_once("closed.example", closed), kUnreachable);
  const LaneReport report = lane().end();
  ASSERT_EQ(report.contacts.size(), 2U);
  EXPECT_EQ(report.contacts[0].error, ErrorClass::kDnsNxdomain);
  EXPECT_EQ(report.contacts[0].detail, "no name");
  EXPECT_EQ(report.contacts[1].error, ErrorClass::kConnectRefused);
}

TEST_F(Proxy, TriesTheSecondAddress) {
  resolver().answers["two.example"] = {{.addresses = {"127.0.0.2", "127.0.0.1"}}};
  make(kAll);
  EXPECT_EQ(ask_once("two.example", host().port()), kGranted);
}

TEST_F(Proxy, ServesNoOtherUser) {
  make_lane(kAll, ::geteuid() + 1);
  resolver().answers["shop.example"] = {{.addresses = {"127.0.0.1"}}};
  EXPECT_EQ(ask_once("shop.example", host().port()), std::nullopt);
  EXPECT_TRUE(lane().end().contacts.empty());
}

TEST_F(Proxy, ClosesEverythingWithTheVisit) {
  resolver().answers["shop.example"] = {{.addresses = {"127.0.0.1"}}};
  make(kAll);
  Socket established = connect();
  ASSERT_EQ(ask(established, "shop.example", host().port()), kGranted);
  Socket silent = connect();  // says nothing
  Socket resolving = connect();
  boost::asio::write(resolving, boost::asio::buffer(std::string("\x05\x01\x00", 3)));
  (void)lane().end();
  EXPECT_TRUE(ending_of(established));
  Socket late = connect();
  lane().begin(Deadline::in(std::chrono::seconds(20)), Bytes::mib(8));
  EXPECT_TRUE(ending_of(silent));
  EXPECT_TRUE(ending_of(resolving));
  EXPECT_TRUE(ending_of(late));  // came between two visits
  EXPECT_EQ(ask_once("shop.example", host().port()), kGranted);
}

TEST_F(Proxy, CutsAVisitOffAtItsDeadline) {
  resolver().answers["shop.example"] = {{.addresses = {"127.0.0.1"}}};
  make(kAll);
  lane().begin(Deadline::in(std::chrono::milliseconds(300)), Bytes::mib(8));
  Socket client = connect();
  ASSERT_EQ(ask(client, "shop.example", host().port()), kGranted);
  EXPECT_TRUE(ending_of(client));
  EXPECT_EQ(ask_once("shop.example", host().port()), std::nullopt);
}

TEST_F(Proxy, EndsALookupThatNobodyAnswersWithTheVisit) {
  make(kAll);
  lane().begin(Deadline::in(std::chrono::milliseconds(300)), Bytes::mib(8));
  EXPECT_EQ(ask_once("silent.example", 443), std::nullopt);
  const LaneReport report = lane().end();
  ASSERT_EQ(report.contacts.size(), 1U);
  EXPECT_EQ(report.contacts[0].reached, Contact::Reached::kNothing);
}

TEST_F(Proxy, CutsAVisitOffThatReceivesTooMuch) {
  resolver().answers["shop.example"] = {{.addresses = {"127.0.0.1"}}};
  make(kAll);
  lane().begin(Deadline::in(std::chrono::seconds(20)), Bytes::kib(64));
  Socket client = connect();
  ASSERT_EQ(ask(client, "shop.example", host().port()), kGranted);
  EXPECT_LT(echo(client, std::string(400000, 'x')).size(), 100000U);
  EXPECT_LT(lane().end().received, Bytes::kib(100));
}

TEST_F(Proxy, PassesOnHowAHostEnds) {
  resolver().answers["shop.example"] = {{.addresses = {"127.0.0.1"}}};
  make(kAll);
  Socket orderly = connect();
  ASSERT_EQ(ask(orderly, "shop.example", host().port()), kGranted);
  ASSERT_EQ(echo(orderly, "x"), "x");
  host().hang_up();
  EXPECT_EQ(ending_of(orderly), boost::asio::error::eof);
  Socket broken = connect();
  ASSERT_EQ(ask(broken, "shop.example", host().port()), kGranted);
  ASSERT_EQ(echo(broken, "x"), "x");
  host().reset();
  EXPECT_EQ(ending_of(broken), boost::asio::error::connection_reset);
}

TEST_F(Proxy, HangsUpOnWhatIsNoSocks) {
  make(kAll);
  Socket client = connect();
  boost::asio::write(client, boost::asio::buffer(std::string("GET / HTTP/1.1\r\n\r\n")));
  EXPECT_TRUE(ending_of(client));
}

TEST_F(Proxy, MayBeDestroyedUnderItsConnections) {
  resolver().answers["shop.example"] = {{.addresses = {"127.0.0.1"}}};
  make(kAll);
  Socket client = connect();
  ASSERT_EQ(ask(client, "shop.example", host().port()), kGranted);
  Socket other = connect();
  drop_lane();
  EXPECT_TRUE(ending_of(client));
  EXPECT_TRUE(ending_of(other));
}

}  // namespace
}  // namespace tidemark::analyzer
