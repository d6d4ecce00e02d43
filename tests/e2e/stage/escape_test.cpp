// Nothing gets out of an isolated network, and two of them do not meet.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "tests/e2e/stage/stage_run.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::test {
namespace {

constexpr const char* kOneSite = R"({
  "name": "one-site", "sites": [{"hosts": ["a.example"], "behavior": {"kind": "page"}}]})";

// A socket of this machine's network at all its addresses.
struct Door {
  UniqueFd fd;
  std::string port;

  static Door open(int type) {
    Door door;
    door.fd.reset(::socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_in at{};
    at.sin_family = AF_INET;
    socklen_t size = sizeof at;
    EXPECT_EQ(::bind(door.fd.get(), reinterpret_cast<sockaddr*>(&at), size), 0);
    if (type == SOCK_STREAM) {
      EXPECT_EQ(::listen(door.fd.get(), 16), 0);
    }
    EXPECT_EQ(::getsockname(door.fd.get(), reinterpret_cast<sockaddr*>(&at), &size), 0);
    door.port = std::to_string(ntohs(at.sin_port));
    return door;
  }
  [[nodiscard]] bool knocked_at() const {
    pollfd readable{fd.get(), POLLIN, 0};
    return ::poll(&readable, 1, 0) > 0;
  }
};

// An address of this machine that is not loopback's; empty: it has none.
std::string outer_address() {
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return {};
  std::string found;
  for (const ifaddrs* each = all; each != nullptr; each = each->ifa_next) {
    if (each->ifa_addr == nullptr || each->ifa_addr->sa_family != AF_INET) continue;
    if ((each->ifa_flags & IFF_LOOPBACK) != 0 || (each->ifa_flags & IFF_UP) == 0) continue;
    std::array<char, INET_ADDRSTRLEN> text{};
    const auto* at = reinterpret_cast<const sockaddr_in*>(each->ifa_addr);
    found = ::inet_ntop(AF_INET, &at->sin_addr, text.data(), text.size());
  }
  ::freeifaddrs(all);
  return found;
}

class Escape : public StageTest {
 protected:
  // The victim's answer after knocking at both doors at `address`.
  [[nodiscard]] std::string knock_at(const std::string& address, const char* network) {
    const auto scenario = write_scenario("one-site.json", kOneSite);
    const StagedRun run = run_staged(
        scenario, {"--quiet", "--network", network},
        {victim_path("knocks_outside"), "tcp", address, tcp_.port, "udp", address, udp_.port});
    EXPECT_EQ(run.network, network) << run.finished.err;
    return run.answers.contains("a.example") ? run.answers.at("a.example") : "no answer";
  }

  Door tcp_ = Door::open(SOCK_STREAM);
  Door udp_ = Door::open(SOCK_DGRAM);
};

TEST_P(Escape, TheVictimDoesReachTheDoorsFromTheMachinesNetwork) {
  EXPECT_EQ(knock_at("127.0.0.1", "mapped"), "sent sent");
  EXPECT_TRUE(tcp_.knocked_at());
  EXPECT_TRUE(udp_.knocked_at());
}

TEST_P(Escape, LoopbackIsAnother) {
  // Nobody listens there; a datagram is lost in the same place.
  EXPECT_EQ(knock_at("127.0.0.1", "isolated"), "ECONNREFUSED sent");
  EXPECT_FALSE(tcp_.knocked_at());
  EXPECT_FALSE(udp_.knocked_at());
}

TEST_P(Escape, TheMachinesOwnAddressIsUnreachableAtOnce) {
  const std::string address = outer_address();
  if (address.empty()) GTEST_SKIP() << "this machine has no address but loopback's";
  EXPECT_EQ(knock_at(address, "isolated"), "ENETUNREACH ENETUNREACH");
  EXPECT_FALSE(tcp_.knocked_at());
  EXPECT_FALSE(udp_.knocked_at());
}

TEST_P(Escape, AnyOtherAddressIsUnreachableAtOnce) {
  EXPECT_EQ(knock_at("192.0.2.1", "isolated"), "ENETUNREACH ENETUNREACH");
}

TEST_P(Escape, TwoRunsSideBySideMeetTheirOwnSitesOnTheSamePorts) {
  const auto scenario = [&](const char* name, const char* behavior) {
    return write_scenario(std::string(name) + ".json",
                          std::string(R"({"name": ")") + name +
                              R"(", "sites": [{"hosts": ["same.example"], "behavior": {"kind": ")" +
                              behavior + R"("}}], "load": {"cycles": 1}})");
  };
  const auto open = scenario("open", "page");
  const auto walled = scenario("walled", "block");
  // Both are at work at the same time: each waits until the other's subject runs, too.
  const std::string meeting = (run_folder().parent_path() / "meeting").string();
  const std::string script = "echo >> " + meeting + "; until [ \"$(wc -l < " + meeting +
                             ")\" -ge 2 ]; do sleep 0.05; done; exec " +
                             scenario_path("subjects/fetch_curl.sh").string();
  const auto first = start(open, {"--quiet"}, {"sh", "-c", script});
  const auto first_folder = run_folder();
  const auto second = start(walled, {"--quiet"}, {"sh", "-c", script});
  const StagedRun met_wall = read_run(second->finish());
  const Finished first_finished = first->finish();
  EXPECT_THAT(first_finished.code(), testing::AnyOf(0, 3)) << first_finished.err;
  EXPECT_EQ(met_wall.answers.at("same.example"), "403 ") << met_wall.finished.err;
  const StagedRun met_page = read_folder(first_folder, first_finished);
  EXPECT_EQ(met_page.answers.at("same.example"), "200 ");
}

INSTANTIATE_TEST_SUITE_P(Stage, Escape, testing::Values(User::kRoot, User::kOrdinary), name_of);

}  // namespace
}  // namespace tidemark::test
