// What is made of the descriptors of a subject's processes.
#include "probes/sampling/inventory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probes/base/temp_dir.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::probes {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Pair;

constexpr ProcessId kDriver{.pid = 10, .start_ticks = 1};
constexpr ProcessId kSibling{.pid = 11, .start_ticks = 2};
constexpr ProcessId kBrowser{.pid = 12, .start_ticks = 3};

Descriptor pipe_end(int number, std::uint64_t inode, bool writable) {
  return {.number = number,
          .kind = DescriptorKind::kPipe,
          .target = "pipe:[" + std::to_string(inode) + "]",
          .inode = inode,
          .readable = !writable,
          .writable = writable};
}

Descriptor file(int number, std::string target, bool deleted) {
  return {.number = number,
          .kind = DescriptorKind::kFile,
          .target = std::move(target),
          .readable = true,
          .deleted = deleted};
}

Descriptor socket(int number, std::uint64_t inode) {
  return {.number = number,
          .kind = DescriptorKind::kSocket,
          .inode = inode,
          .readable = true,
          .writable = true};
}

std::vector<Holding> of_kind(std::vector<Holding> holdings, Holding::Kind kind) {
  std::erase_if(holdings, [kind](const Holding& each) { return each.kind != kind; });
  return holdings;
}

TEST(DescriptorKinds, TellSocketsByStateAndSharedMemoryFromFiles) {
  const SocketTable sockets(
      {{.inode = 1, .state = SocketState::kListening, .local = {"127.0.0.1", 9222}},
       {.inode = 2, .state = SocketState::kEstablished, .local = {"127.0.0.1", 9222}}});
  const std::vector<Descriptor> open{socket(3, 1),
                                     socket(4, 2),
                                     socket(5, 2),
                                     socket(6, 99),
                                     file(7, "/dev/shm/.org.chromium.x (deleted)", true),
                                     file(8, "/tmp/profile/Cookies", false)};
  EXPECT_THAT(count_kinds({.id = kBrowser, .open = open, .sockets = &sockets}),
              ElementsAre(Pair("file", 1), Pair("shared memory", 1), Pair("socket", 1),
                          Pair("socket established", 2), Pair("socket listening", 1)));
  EXPECT_THAT(count_kinds({.id = kBrowser, .open = open}), Contains(Pair("socket", 4)));
}

TEST(Holdings, NameListeningSockets) {
  const SocketTable sockets({{.inode = 1,
                              .family = SocketFamily::kTcp6,
                              .state = SocketState::kListening,
                              .local = {"::1", 9222}},
                             {.inode = 2, .state = SocketState::kEstablished}});
  const std::vector<Descriptor> open{socket(3, 1), socket(4, 2)};
  const std::vector<OpenDescriptors> all{{.id = kBrowser, .open = open, .sockets = &sockets}};
  const auto holdings = find_holdings(all);
  ASSERT_EQ(holdings.size(), 1U);
  EXPECT_EQ(holdings[0].kind, Holding::Kind::kListening);
  EXPECT_EQ(holdings[0].name, "tcp6 [::1]:9222");
  EXPECT_EQ(holdings[0].holder, kBrowser);
}

TEST(Holdings, AreFilesWithoutANameButNotSharedMemory) {
  const std::vector<Descriptor> open{file(3, "/tmp/big log (deleted)", true),
                                     file(4, "/dev/shm/x (deleted)", true),
                                     file(5, "/tmp/kept", false)};
  const std::vector<OpenDescriptors> all{{.id = kBrowser, .open = open}};
  const auto holdings = find_holdings(all);
  ASSERT_EQ(holdings.size(), 1U);
  EXPECT_EQ(holdings[0].kind, Holding::Kind::kDeletedFile);
  EXPECT_EQ(holdings[0].name, "/tmp/big log");
}

TEST(Holdings, NameEveryoneWhoCanWriteToABrowsersCommandPipe) {
  const std::vector<Descriptor> driver{pipe_end(20, 7, true), pipe_end(21, 8, false)};
  const std::vector<Descriptor> sibling{pipe_end(20, 7, true)};
  const std::vector<Descriptor> browser{pipe_end(3, 7, false), pipe_end(4, 8, true)};
  const std::vector<OpenDescriptors> all{{.id = kDriver, .role = Role::kDriver, .open = driver},
                                         {.id = kSibling, .role = Role::kOther, .open = sibling},
                                         {.id = kBrowser, .role = Role::kBrowser, .open = browser}};
  const auto writers = of_kind(find_holdings(all), Holding::Kind::kControlPipe);
  ASSERT_EQ(writers.size(), 2U);
  EXPECT_EQ(writers[0].holder, kDriver);
  EXPECT_EQ(writers[1].holder, kSibling);
  EXPECT_EQ(writers[0].name, "12");
}

TEST(Holdings, NameWhoHasTheOtherEndOfASocketThatServesAsCommandPipe) {
  const std::vector<Descriptor> driver{socket(20, 70), socket(21, 71)};
  const std::vector<Descriptor> browser{socket(3, 80), socket(4, 81)};
  const std::vector<OpenDescriptors> all{{.id = kDriver, .role = Role::kSubject, .open = driver},
                                         {.id = kBrowser, .role = Role::kBrowser, .open = browser}};
  EXPECT_TRUE(find_holdings(all).empty());
  const auto writers = find_holdings(all, {{80, 70}, {70, 80}, {81, 71}, {71, 81}});
  ASSERT_EQ(writers.size(), 1U);
  EXPECT_EQ(writers[0].kind, Holding::Kind::kControlPipe);
  EXPECT_EQ(writers[0].holder, kDriver);
}

TEST(Holdings, OfABrowserThatIsNotDrivenOverAPipeHaveNoWriter) {
  const std::vector<Descriptor> driver{pipe_end(20, 7, true)};
  const std::vector<Descriptor> browser{pipe_end(1, 7, false), file(3, "/tmp/x", false)};
  const std::vector<OpenDescriptors> all{{.id = kDriver, .role = Role::kDriver, .open = driver},
                                         {.id = kBrowser, .role = Role::kBrowser, .open = browser}};
  EXPECT_TRUE(find_holdings(all).empty());
}

TEST(Inventory, OfARealProcessTellsEachKind) {
  const TempDir dir = TempDir::create("tidemark-test").value();
  test::Victim victim("opens_one_of_each", {dir.path().string()});
  for (std::string line; !line.starts_with("ready");) {
    const auto next = victim.line();
    ASSERT_TRUE(next) << "it ended after: " << line;
    line = *next;
  }
  TreeSample sample{.processes = {{.facts = {.id = victim.child().id()}}}};
  take_inventory(sample);
  const auto& kinds = sample.processes[0].detail.descriptor_kinds;
  ASSERT_TRUE(kinds) << to_string(kinds.why());
  for (const char* kind :
       {"eventfd", "eventpoll", "inotify", "memfd", "pipe", "signalfd", "timerfd",
        "socket listening", "socket established", "directory", "device"}) {
    EXPECT_THAT(*kinds, Contains(Pair(kind, testing::Ge(1)))) << kind;
  }
  const auto listening = of_kind(sample.holdings, Holding::Kind::kListening);
  ASSERT_FALSE(listening.empty());
  EXPECT_THAT(listening[0].name, testing::HasSubstr("127.0.0.1:"));
  const auto deleted = of_kind(sample.holdings, Holding::Kind::kDeletedFile);
  ASSERT_EQ(deleted.size(), 1U);
  EXPECT_TRUE(deleted[0].bytes);
}

TEST(Inventory, OfAProcessThatHasGoneSaysSo) {
  TreeSample sample{.processes = {{.facts = {.id = {.pid = -1}, .state = 'S'}}}};
  take_inventory(sample);
  EXPECT_EQ(sample.processes[0].detail.descriptor_kinds.why(), Absence::kGone);
  EXPECT_TRUE(sample.holdings.empty());
}

}  // namespace
}  // namespace tidemark::probes
