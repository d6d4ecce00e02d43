// The addresses that hosts seem to have, and a server that is reached at any of a machine's.
#include "harness/sites/host_addresses.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <set>

#include "tests/harness/site_server_fixture.hpp"

namespace tidemark::harness {
namespace {

using SiteAddresses = SiteTest;

// The last four bytes of an answer with one address.
std::string address_in(const std::vector<std::uint8_t>& answer) {
  const auto octets = std::span(answer).last(4);
  return std::to_string(octets[0]) + "." + std::to_string(octets[1]) + "." +
         std::to_string(octets[2]) + "." + std::to_string(octets[3]);
}

TEST(HostAddresses, AreStableAndDistinct) {
  HostAddresses one;
  HostAddresses other;
  std::set<Ipv4Address> all;
  for (int i = 0; i < 20000; ++i) {
    const std::string host = "host" + std::to_string(i) + ".com";
    const Ipv4Address address = one.of(host, AddressSharing::kPerHost);
    EXPECT_EQ(address[0], 28);
    EXPECT_TRUE(address[3] != 0 && address[3] != 255);
    EXPECT_TRUE(all.insert(address).second) << host;
    EXPECT_EQ(other.of(host, AddressSharing::kPerHost), address);
    EXPECT_EQ(one.of(host, AddressSharing::kPerHost), address);
  }
}

TEST(HostAddresses, AreSharedAsTheSiteSays) {
  HostAddresses addresses;
  using enum AddressSharing;
  const Ipv4Address brand = addresses.of("chanel.com", kPerBrand);
  EXPECT_EQ(addresses.of("www.chanel.co.uk", kPerBrand), brand);
  EXPECT_NE(addresses.of("dior.com", kPerBrand), brand);
  EXPECT_NE(addresses.of("chanel.com", kPerHost), brand);
  const Ipv4Address shared = addresses.of("a.com", kShared);
  EXPECT_EQ(addresses.of("b.org", kShared), shared);
  EXPECT_NE(addresses.of("a.com", kPerHost), shared);
}

TEST_F(SiteAddresses, ArePutIntoAnswersWhereTheNetworkIsIsolated) {
  const auto scenario = parse_scenario(
      R"({"name": "test", "sites": [
        {"hosts": ["own.com"], "behavior": {"kind": "page"}},
        {"hosts": ["a.com", "b.com"], "behavior": {"kind": "page"}, "dns": {"addresses": "shared"}},
        {"hosts": ["told.com"], "behavior": {"kind": "page"}, "dns": {"address": "8.8.4.4"}}]})",
      "test");
  ASSERT_TRUE(scenario) << scenario.error().message;
  auto listeners = open_listeners({.address = "0.0.0.0"});
  ASSERT_TRUE(listeners) << listeners.error().message;
  auto server = SiteServer::start_at(*scenario, std::move(*listeners), {}, AddressPlan::kDistinct);
  ASSERT_TRUE(server) << server.error().message;
  const std::uint16_t port = server->at().dns_port;
  const auto address_of = [port](const char* host) { return address_in(*ask_dns(port, host, 1)); };
  EXPECT_EQ(address_of("told.com"), "8.8.4.4");
  EXPECT_EQ(address_of("a.com"), address_of("b.com"));
  EXPECT_NE(address_of("own.com"), address_of("a.com"));
  EXPECT_TRUE(address_of("own.com").starts_with("28."));
  EXPECT_EQ(SiteClient(server->at().http_port).get("own.com").status, 200U);
}

// A resolver ignores answers that come from elsewhere than it asked.
TEST_F(SiteAddresses, AnswersComeFromTheAddressThatWasAsked) {
  const auto scenario = parse_scenario(
      R"({"name": "t", "sites": [{"hosts": ["a.com"], "behavior": {"kind": "page"}}]})", "test");
  auto listeners = open_listeners({.address = "0.0.0.0"});
  ASSERT_TRUE(listeners) << listeners.error().message;
  const auto server = SiteServer::start_at(*scenario, std::move(*listeners));
  ASSERT_TRUE(server) << server.error().message;
  const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(server->at().dns_port);
  ::inet_pton(AF_INET, "127.0.77.5", &at.sin_addr);
  // Connected: what comes from another address is not delivered.
  ASSERT_EQ(::connect(socket.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at), 0);
  const auto query = dns_query("a.com", 1);
  ASSERT_EQ(::send(socket.get(), query.data(), query.size(), 0),
            static_cast<ssize_t>(query.size()));
  pollfd watched{.fd = socket.get(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(::poll(&watched, 1, static_cast<int>(std::chrono::milliseconds(kPatience).count())), 1);
}

}  // namespace
}  // namespace tidemark::harness
