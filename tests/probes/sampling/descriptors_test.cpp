// What a process has open: a victim that opens one of everything, and what the kernel shows rarely.
#include "probes/sampling/descriptors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>
#include <sstream>

#include "tests/probes/sampling/as_nobody.hpp"
#include "tests/probes/sampling/fake_proc.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;

TEST(DescriptorLink, TellsTheKindFromItsText) {
  const std::map<std::string_view, DescriptorKind> links = {
      {"socket:[4711]", DescriptorKind::kSocket},
      {"pipe:[4711]", DescriptorKind::kPipe},
      {"anon_inode:[eventfd]", DescriptorKind::kEventfd},
      {"anon_inode:[eventpoll]", DescriptorKind::kEventpoll},
      {"anon_inode:[timerfd]", DescriptorKind::kTimerfd},
      {"anon_inode:[signalfd]", DescriptorKind::kSignalfd},
      {"anon_inode:inotify", DescriptorKind::kInotify},
      {"anon_inode:[pidfd]", DescriptorKind::kPidfd},
      {"pidfd:[17]", DescriptorKind::kPidfd},
      {"anon_inode:[io_uring]", DescriptorKind::kOther},
      {"/memfd:x (deleted)", DescriptorKind::kMemfd},
      {"/dev/null", DescriptorKind::kDevice},
      {"/dev/shm/x", DescriptorKind::kFile},
      {"/tmp/x", DescriptorKind::kFile},
      {"net:[4026531840]", DescriptorKind::kOther},
  };
  for (const auto& [text, kind] : links) EXPECT_EQ(parse_descriptor_link(text).kind, kind) << text;
  EXPECT_EQ(parse_descriptor_link("pipe:[4711]").inode, 4711U);
  EXPECT_TRUE(parse_descriptor_link("/tmp/x (deleted)").deleted);
  EXPECT_FALSE(parse_descriptor_link("/tmp/x").deleted);
}

TEST(DescriptorLink, ThatMakesNoSenseIsOther) {
  for (const std::string_view text :
       {"", "socket:", "socket:[]", "socket:[12", "pipe:[x]", "pipe:[1 2]",
        "socket:[99999999999999999999999]", "pipe", ":", "no path"}) {
    EXPECT_EQ(parse_descriptor_link(text).kind, DescriptorKind::kOther) << text;
    EXPECT_EQ(parse_descriptor_link(text).inode, 0U) << text;
  }
}

TEST(DescriptorKinds, HaveNamesThatReadBack) {
  for (const std::string_view name :
       {"file", "directory", "device", "socket", "pipe", "eventfd", "eventpoll", "timerfd",
        "signalfd", "inotify", "memfd", "pidfd", "other"}) {
    const auto kind = descriptor_kind_from_name(name);
    ASSERT_TRUE(kind) << name;
    EXPECT_EQ(descriptor_kind_name(*kind), name);
  }
  EXPECT_EQ(descriptor_kind_from_name("fd"), std::nullopt);
}

// A running victim with one of everything, and what it says it opened.
class OneOfEach : public ::testing::Test {
 protected:
  void SetUp() override {
    for (auto line = victim.line(); line && !line->starts_with("ready"); line = victim.line()) {
      std::istringstream words(*line);
      int number = -1;
      std::string kind;
      words >> number >> kind;
      numbers[kind] = number;
    }
    auto found = read_descriptors(victim.child().pid());
    ASSERT_TRUE(found) << found.error().message;
    for (Descriptor& one : *found) descriptors[one.number] = std::move(one);
  }
  [[nodiscard]] const Descriptor& at(const std::string& kind) {
    return descriptors.at(numbers.at(kind));
  }

  TempDir dir = TempDir::create("tidemark-test").value();
  test::Victim victim{"opens_one_of_each", {dir.path().string()}};
  std::map<std::string, int> numbers;
  std::map<int, Descriptor> descriptors;
};

TEST_F(OneOfEach, IsRecognisedAsExactlyWhatItIs) {
  const std::map<std::string, DescriptorKind> expected = {
      {"file", DescriptorKind::kFile},         {"oddly-named", DescriptorKind::kFile},
      {"deleted", DescriptorKind::kFile},      {"directory", DescriptorKind::kDirectory},
      {"device", DescriptorKind::kDevice},     {"fifo", DescriptorKind::kPipe},
      {"path", DescriptorKind::kDevice},       {"listener", DescriptorKind::kSocket},
      {"client", DescriptorKind::kSocket},     {"server", DescriptorKind::kSocket},
      {"udp", DescriptorKind::kSocket},        {"unix-left", DescriptorKind::kSocket},
      {"unix-right", DescriptorKind::kSocket}, {"unix-listener", DescriptorKind::kSocket},
      {"pipe-read", DescriptorKind::kPipe},    {"pipe-write", DescriptorKind::kPipe},
      {"eventfd", DescriptorKind::kEventfd},   {"eventpoll", DescriptorKind::kEventpoll},
      {"timerfd", DescriptorKind::kTimerfd},   {"signalfd", DescriptorKind::kSignalfd},
      {"inotify", DescriptorKind::kInotify},   {"memfd", DescriptorKind::kMemfd},
      {"pidfd", DescriptorKind::kPidfd},
  };
  for (const auto& [name, kind] : expected) {
    EXPECT_EQ(at(name).kind, kind) << name << ": " << at(name).target;
  }
  EXPECT_EQ(descriptors.size(), expected.size() + 3);  // and 0, 1, 2
  EXPECT_EQ(numbers.size(), expected.size());
}

TEST_F(OneOfEach, HasTheDirectionsItWasOpenedWith) {
  EXPECT_FALSE(at("file").readable);
  EXPECT_TRUE(at("file").writable);
  EXPECT_TRUE(at("device").readable);
  EXPECT_FALSE(at("device").writable);
  EXPECT_FALSE(at("path").readable || at("path").writable);
  EXPECT_TRUE(at("client").readable && at("client").writable);
  EXPECT_TRUE(at("pipe-read").readable && !at("pipe-read").writable);
  EXPECT_TRUE(at("pipe-write").writable && !at("pipe-write").readable);
}

TEST_F(OneOfEach, SharesTheInodeBetweenTheEndsOfAPipe) {
  EXPECT_NE(at("pipe-read").inode, 0U);
  EXPECT_EQ(at("pipe-read").inode, at("pipe-write").inode);
  EXPECT_NE(at("unix-left").inode, at("unix-right").inode);
}

TEST_F(OneOfEach, IsDeletedOnlyWhereNoNameIsLeft) {
  EXPECT_TRUE(at("deleted").deleted);
  EXPECT_FALSE(at("oddly-named").deleted);
  EXPECT_TRUE(at("oddly-named").target.ends_with(" (deleted)"));
  EXPECT_FALSE(at("file").deleted);
}

TEST(DescriptorList, OfAVanishedProcessIsGone) {
  const FakeProc proc;
  EXPECT_EQ(read_descriptors(proc.pid(), proc.root()).error().code, ErrorCode::kGone);
  EXPECT_EQ(read_descriptors(-1).error().code, ErrorCode::kGone);
}

TEST(DescriptorList, OfAZombieIsEmpty) {
  test::Victim victim("leaves_a_zombie");
  const std::vector<Pid> pids = victim.ready();
  ASSERT_EQ(pids.size(), 2U);
  // The child may not have ended yet; then it has descriptors.
  const Deadline deadline = test::soon();
  auto found = read_descriptors(pids[1]);
  while (found && !found->empty() && !deadline.passed()) found = read_descriptors(pids[1]);
  if (!found) {
    EXPECT_EQ(found.error().code, ErrorCode::kGone);  // as an ordinary user
  } else {
    EXPECT_TRUE(found->empty());
  }
}

TEST(DescriptorList, SkipsEntriesThatAreNoDescriptors) {
  const FakeProc proc;
  proc.link("fd/3", "pipe:[12]");
  proc.link("fd/x", "pipe:[12]");
  proc.link("fd/4x", "pipe:[12]");
  proc.write("fd/5", "no link");
  const auto found = read_descriptors(proc.pid(), proc.root());
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().number, 3);
  EXPECT_EQ(found->front().inode, 12U);
}

TEST(DescriptorList, ThatIsWithheldIsDenied) {
  const FakeProc proc;
  proc.link("fd/3", "pipe:[12]");
  fs::permissions(proc.process() / "fd", fs::perms::none);
  {
    const AsNobody nobody;
    ASSERT_TRUE(nobody.dropped());
    EXPECT_EQ(read_descriptors(proc.pid(), proc.root()).error().code, ErrorCode::kDenied);
  }
  fs::permissions(proc.process() / "fd", fs::perms::owner_all);  // or it could not be removed
}

TEST(DescriptorList, LeavesNoDescriptorOfOurOwn) {
  const auto before = read_descriptors(::getpid());
  ASSERT_TRUE(before);
  const auto after = read_descriptors(::getpid());
  ASSERT_TRUE(after);
  EXPECT_EQ(*before, *after);
}

}  // namespace
}  // namespace tidemark::probes
