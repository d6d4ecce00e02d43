#include "analyzer/proxy/client_owner.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "tests/support/process_census.hpp"

namespace tidemark::analyzer {
namespace {
using boost::asio::ip::tcp;

class Owner : public test::LeavesNothingBehind {};

TEST_F(Owner, OfOurOwnConnectionIsOurselves) {
  boost::asio::io_context io;
  tcp::acceptor acceptor(io, {boost::asio::ip::address_v4::loopback(), 0});
  tcp::socket client(io);
  client.connect(acceptor.local_endpoint());
  const LoopbackConnection connection{.client_port = client.local_endpoint().port(),
                                      .server_port = acceptor.local_endpoint().port()};
  const ClientOwner owners;
  EXPECT_EQ(owners.find(connection), ::geteuid());
}

TEST_F(Owner, OfNoConnectionIsNobody) {
  boost::asio::io_context io;
  tcp::acceptor acceptor(io, {boost::asio::ip::address_v4::loopback(), 0});
  const std::uint16_t port = acceptor.local_endpoint().port();
  const ClientOwner owners;
  // The listening socket must not answer for a client that does not exist.
  EXPECT_EQ(owners.find({.client_port = 1, .server_port = port}), std::nullopt);
  EXPECT_EQ(owners.find({.client_port = port, .server_port = 1}), std::nullopt);
}

TEST(OwnerInTable, IsTheClientsAndNotTheServers) {
  constexpr std::string_view kTable =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
      "   0: 0100007F:1F90 0100007F:C001 01 00000000:00000000 00:00000000 00000000     0   "
      "     0 11 1\n"
      "   1: 0100007F:C001 0100007F:1F90 01 00000000:00000000 02:000AFC6A 00000000 61200   "
      "     0 12 2\n";
  EXPECT_EQ(owner_in_table(kTable, {.client_port = 0xC001, .server_port = 0x1F90}), 61200U);
  EXPECT_EQ(owner_in_table(kTable, {.client_port = 0xC002, .server_port = 0x1F90}), std::nullopt);
  const std::size_t cut = kTable.find("02:000");
  EXPECT_EQ(owner_in_table(kTable.substr(0, cut), {.client_port = 0xC001, .server_port = 0x1F90}),
            std::nullopt);
}

}  // namespace
}  // namespace tidemark::analyzer
