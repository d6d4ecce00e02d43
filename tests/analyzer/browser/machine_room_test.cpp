// How many tabs a machine gets.
#include "analyzer/browser/machine_room.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "analyzer/browser/screenshot_file.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::test {
namespace {

namespace fs = std::filesystem;
using analyzer::choose_tabs;
using analyzer::look_at_room;
using analyzer::MachineRoom;

class Room : public testing::Test {
 protected:
  void SetUp() override {
    auto made = TempDir::create("tidemark-t");
    ASSERT_TRUE(made) << made.error().message;
    directory_ = std::move(*made);
    write("proc/meminfo", "MemTotal: 9000000 kB\nMemAvailable:    8388608 kB\n");
  }
  void write(const std::string& name, const std::string& text) const {
    const fs::path file = directory_.path() / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  [[nodiscard]] MachineRoom look() const {
    return look_at_room(directory_.path() / "proc", directory_.path() / "cgroup");
  }

 private:
  TempDir directory_;
};

TEST_F(Room, IsTheMachinesWithoutGroups) {
  EXPECT_EQ(look().memory, Bytes::mib(8192));
  EXPECT_GE(look().cores, 1);
}

TEST_F(Room, IsWhatTheTightestGroupAboveUsLeaves) {
  write("proc/self/cgroup", "0::/outer/inner\n");
  write("cgroup/outer/inner/memory.max", "max\n");
  write("cgroup/outer/inner/memory.current", "1048576\n");
  write("cgroup/outer/memory.max", "1073741824\n");
  write("cgroup/outer/memory.current", "536870912\n");
  EXPECT_EQ(look().memory, Bytes::mib(512));
  EXPECT_TRUE(look().memory_from.contains("outer"));
}

TEST_F(Room, KnowsTheFirstVersionOfGroups) {
  write("proc/self/cgroup", "4:memory:/job\n1:name=systemd:/\n");
  write("cgroup/memory/job/memory.limit_in_bytes", "1073741824\n");
  write("cgroup/memory/job/memory.usage_in_bytes", "2147483648\n");  // above its limit for now
  EXPECT_EQ(look().memory, Bytes{});
}

TEST_F(Room, IgnoresGroupsWithoutALimit) {
  write("proc/self/cgroup", "4:memory:/\n");
  write("cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  write("cgroup/memory/memory.usage_in_bytes", "1000\n");
  EXPECT_EQ(look().memory, Bytes::mib(8192));
}

TEST(Tabs, AreBoundedByCoresFirst) {
  const MachineRoom room{.cores = 4, .memory = Bytes::mib(64000), .memory_from = "the machine"};
  EXPECT_EQ(choose_tabs(room, 1).tabs, 5);
  EXPECT_TRUE(choose_tabs(room, 1).why.contains("4 cores"));
}

TEST(Tabs, AreBoundedByMemoryWhereItIsShort) {
  const MachineRoom room{.cores = 64, .memory = Bytes::mib(1150), .memory_from = "the group"};
  EXPECT_EQ(choose_tabs(room, 1).tabs, 5);
  EXPECT_TRUE(choose_tabs(room, 1).why.contains("the group"));
  EXPECT_EQ(choose_tabs({.cores = 2, .memory = Bytes::mib(10), .memory_from = "x"}, 3).tabs, 1);
}

TEST(ScreenshotName, StaysInItsFolder) {
  EXPECT_EQ(analyzer::screenshot_name("shop.example"), "shop.example.png");
  EXPECT_EQ(analyzer::screenshot_name("../../etc/passwd"), "_.._.._etc_passwd.png");
  EXPECT_EQ(analyzer::screenshot_name(".hidden"), "_.hidden.png");
  EXPECT_EQ(analyzer::screenshot_name(std::string("a\0b\n", 4)), "a_b_.png");
  EXPECT_EQ(analyzer::screenshot_name(""), "_.png");
  EXPECT_EQ(analyzer::screenshot_name(std::string(300, 'a')).size(), 244U);
}

TEST(Screenshot, IsWrittenWhole) {
  auto folder = TempDir::create("tidemark-t");
  ASSERT_TRUE(folder);
  ASSERT_TRUE(analyzer::write_screenshot(folder->path(), "shop.example", "UE5HIQ=="));
  std::ifstream stream(folder->path() / "shop.example.png");
  std::string text;
  EXPECT_TRUE(std::getline(stream, text));
  EXPECT_EQ(text, "PNG!");
  EXPECT_FALSE(analyzer::write_screenshot(folder->path(), "shop.example", "not base64!"));
  EXPECT_FALSE(analyzer::write_screenshot("/nonexistent", "shop.example", "UE5HIQ=="));
}

}  // namespace
}  // namespace tidemark::test
