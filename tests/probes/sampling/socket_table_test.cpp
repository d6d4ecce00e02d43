// The sockets of a network namespace: real ones of a victim, and tables with absurd content.
#include "probes/sampling/socket_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <map>
#include <sstream>

#include "probes/sampling/descriptors.hpp"
#include "probes/sampling/unix_peers.hpp"
#include "tests/probes/sampling/as_nobody.hpp"
#include "tests/probes/sampling/fake_proc.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTcp =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode\n"
    "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 "
    "4711 1 0000000000000000 100 0 0 10 0\n"
    "   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 "
    "4712 1 0000000000000000 20 4 30 10 -1\n"
    "   2: 0100007F:1F91 0100007F:C352 06 00000000:00000000 03:00000000 00000000     0        0 "
    "0 3 0000000000000000\n";
constexpr std::string_view kTcp6 =
    "  sl  local_address                         remote_address                        st tx_queue "
    "rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    "   0: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A "
    "00000000:00000000 00:00000000 00000000     0        0 4713 1 0000000000000000 100 0 0 10 0\n"
    "   1: 0000000000000000FFFF00000100007F:C350 0000000000000000FFFF00000100007F:1F90 01 "
    "00000000:00000000 00:00000000 00000000     0        0 4714 1 0000000000000000 20 4 0 10 -1\n";
constexpr std::string_view kUnix =
    "Num       RefCount Protocol Flags    Type St Inode Path\n"
    "0000000000000000: 00000002 00000000 00010000 0001 01 4715 /run/a socket\n"
    "0000000000000000: 00000003 00000000 00000000 0001 03 4716\n"
    "0000000000000000: 00000002 00000000 00000000 0002 01 4717 @abstract\n";

TEST(InetSockets, AreParsedFromARealTable) {
  const std::vector<Socket> sockets = parse_inet_sockets(kTcp, SocketFamily::kTcp);
  ASSERT_EQ(sockets.size(), 3U);
  EXPECT_EQ(sockets[0], (Socket{.inode = 4711,
                                .state = SocketState::kListening,
                                .local = {"127.0.0.1", 8080},
                                .remote = {"0.0.0.0", 0}}));
  EXPECT_EQ(sockets[1].state, SocketState::kEstablished);
  EXPECT_EQ(sockets[1].remote, (Endpoint{"127.0.0.1", 50000}));
  EXPECT_EQ(sockets[2].state, SocketState::kClosing);
  EXPECT_EQ(sockets[2].inode, 0U);
}

TEST(InetSockets, OfIpv6HaveItsAddresses) {
  const std::vector<Socket> sockets = parse_inet_sockets(kTcp6, SocketFamily::kTcp6);
  ASSERT_EQ(sockets.size(), 2U);
  EXPECT_EQ(sockets[0].local, (Endpoint{"::1", 80}));
  EXPECT_EQ(sockets[1].local, (Endpoint{"::ffff:127.0.0.1", 50000}));
}

TEST(InetSockets, InLinesThatMakeNoSenseAreSkipped) {
  const std::string heading(kTcp.substr(0, kTcp.find('\n') + 1));
  for (const std::string_view line :
       {"", "   ", "x", "0: 0100007F:1F90", "0: 0100007F 00000000:0000 0A 0 0 0 0 0 1",
        "0: 0100007:1F90 00000000:0000 0A a b c d e 1",
        "0: 0100007F:1F901 00000000:0000 0A a b c d e 1",
        "0: 0100007F:1F90 00000000:0000 0D a b c d e 1",
        "0: 0100007F:1F90 00000000:0000 0A a b c d e -1",
        "0: 0100007F:1F90 00000000:0000 0A a b c d e 99999999999999999999",
        "0: 0100007FFF000000:1F90 00000000:0000 0A a b c d e 1"}) {
    EXPECT_TRUE(parse_inet_sockets(heading + std::string(line), SocketFamily::kTcp).empty())
        << line;
  }
  EXPECT_TRUE(parse_inet_sockets("", SocketFamily::kTcp).empty());
}

TEST(UnixSockets, KeepPathsWithSpaces) {
  const std::vector<Socket> sockets = parse_unix_sockets(kUnix);
  ASSERT_EQ(sockets.size(), 3U);
  EXPECT_EQ(sockets[0].path, "/run/a socket");
  EXPECT_EQ(sockets[0].state, SocketState::kListening);
  EXPECT_EQ(sockets[1].path, "");
  EXPECT_EQ(sockets[1].state, SocketState::kEstablished);
  EXPECT_EQ(sockets[2].path, "@abstract");
  EXPECT_EQ(sockets[2].state, SocketState::kUnconnected);
}

TEST(SocketTables, FindByInodeAndByConnection) {
  std::vector<Socket> sockets = parse_inet_sockets(kTcp, SocketFamily::kTcp);
  for (Socket& socket : parse_inet_sockets(kTcp6, SocketFamily::kTcp6)) sockets.push_back(socket);
  const SocketTable table(std::move(sockets));
  ASSERT_NE(table.find(4712), nullptr);
  EXPECT_EQ(table.find(0), nullptr);
  EXPECT_EQ(table.find(1), nullptr);
  // A dual-stack client of an IPv4 server.
  ASSERT_NE(table.peer_of(*table.find(4712)), nullptr);
  EXPECT_EQ(table.peer_of(*table.find(4712))->inode, 4714U);
  EXPECT_EQ(table.peer_of(*table.find(4714))->inode, 4712U);
  EXPECT_EQ(table.peer_of(*table.find(4711)), nullptr);
}

TEST(SocketTables, AreReadFromWhatThereIs) {
  const FakeProc proc;
  proc.write("net/tcp", kTcp);
  proc.write("net/unix", kUnix);
  const auto table = SocketTable::read(proc.pid(), proc.root());
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_EQ(table->sockets().size(), 6U);
}

TEST(SocketTables, OfAVanishedProcessAreGone) {
  const FakeProc proc;
  EXPECT_EQ(SocketTable::read(proc.pid(), proc.root()).error().code, ErrorCode::kGone);
  EXPECT_EQ(read_network_namespace(proc.pid(), proc.root()).error().code, ErrorCode::kGone);
}

TEST(SocketTables, ThatAreWithheldAreDenied) {
  const FakeProc proc;
  proc.write("net/tcp", kTcp);
  fs::permissions(proc.process() / "net" / "tcp", fs::perms::none);
  const AsNobody nobody;
  ASSERT_TRUE(nobody.dropped());
  EXPECT_EQ(SocketTable::read(proc.pid(), proc.root()).error().code, ErrorCode::kDenied);
}

TEST(NetworkNamespaces, AreToldByTheirInode) {
  const FakeProc proc;
  proc.link("ns/net", "net:[4026531840]");
  EXPECT_EQ(read_network_namespace(proc.pid(), proc.root()), 4026531840U);
  const FakeProc absurd;
  absurd.link("ns/net", "net:[x]");
  EXPECT_EQ(read_network_namespace(absurd.pid(), absurd.root()).error().code, ErrorCode::kIo);
  EXPECT_TRUE(read_network_namespace(::getpid()));
}

TEST(SocketTables, TellWhatAVictimsSocketsAre) {
  const TempDir dir = TempDir::create("tidemark-test").value();
  test::Victim victim("opens_one_of_each", {dir.path().string()});
  std::map<std::string, int> numbers;
  std::uint16_t port = 0;
  for (auto line = victim.line(); line && !line->starts_with("ready"); line = victim.line()) {
    std::istringstream words(*line);
    int number = -1;
    std::string kind;
    words >> number >> kind;
    if (kind == "listener") words >> port;
    numbers[kind] = number;
  }
  const auto descriptors = read_descriptors(victim.child().pid());
  const auto table = SocketTable::read(victim.child().pid());
  ASSERT_TRUE(descriptors && table);
  const auto socket = [&](const std::string& kind) {
    for (const Descriptor& one : *descriptors) {
      if (one.number == numbers.at(kind)) return *table->find(one.inode);
    }
    return Socket{};
  };
  EXPECT_EQ(socket("listener").state, SocketState::kListening);
  EXPECT_EQ(socket("listener").local, (Endpoint{"127.0.0.1", port}));
  EXPECT_EQ(socket("client").state, SocketState::kEstablished);
  EXPECT_EQ(socket("client").remote.port, port);
  ASSERT_NE(table->peer_of(socket("client")), nullptr);
  EXPECT_EQ(*table->peer_of(socket("client")), socket("server"));
  EXPECT_EQ(socket("unix-listener").path, (dir.path() / "a socket").string());
  EXPECT_EQ(socket("unix-listener").state, SocketState::kListening);
  EXPECT_EQ(socket("unix-left").state, SocketState::kEstablished);

  const auto peers = read_unix_peers();
  if (!peers) GTEST_SKIP() << peers.error().message;
  EXPECT_EQ(peers->at(socket("unix-left").inode), socket("unix-right").inode);
  EXPECT_EQ(peers->at(socket("unix-right").inode), socket("unix-left").inode);
  EXPECT_FALSE(peers->contains(socket("unix-listener").inode));
}

TEST(UnixPeers, HaveNoneOnceTheOtherEndIsClosed) {
  std::array<int, 2> ends{-1, -1};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  const UniqueFd near(ends[0]);
  UniqueFd far(ends[1]);
  struct stat status{};
  ASSERT_EQ(::fstat(near.get(), &status), 0);
  const auto peers = read_unix_peers();
  if (!peers) GTEST_SKIP() << peers.error().message;
  EXPECT_TRUE(peers->contains(status.st_ino));
  far.reset();
  EXPECT_FALSE(read_unix_peers()->contains(status.st_ino));
}

}  // namespace
}  // namespace tidemark::probes
