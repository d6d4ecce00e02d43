#include "analyzer/listedit/locked_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "probes/base/temp_dir.hpp"

namespace tidemark::analyzer {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using Lock = LockedList::Lock;

std::string read_file(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

class LockedListTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto made = TempDir::create("tidemark-test");
    ASSERT_TRUE(made);
    folder_ = *std::move(made);
    write("list.txt", "a.example\n");
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }
  [[nodiscard]] fs::path path(const std::string& name) const { return folder_.path() / name; }
  [[nodiscard]] std::ptrdiff_t entries() const {
    return std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator());
  }

 private:
  TempDir folder_;
};

TEST_F(LockedListTest, ReplacesTheFileAndKeepsItsPermissions) {
  ASSERT_EQ(::chmod(path("list.txt").c_str(), 0640), 0);
  auto list = LockedList::open(path("list.txt"), Lock::kToChange);
  ASSERT_TRUE(list) << list.error().message;
  EXPECT_EQ(list->content(), "a.example\n");
  const auto done = list->replace("b.example\n");
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(read_file(path("list.txt")), "b.example\n");
  struct stat status{};
  ASSERT_EQ(::stat(path("list.txt").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0640U);
  EXPECT_EQ(entries(), 1);
}

TEST_F(LockedListTest, ALinkStaysALink) {
  fs::create_directory(path("elsewhere"));
  fs::rename(path("list.txt"), path("elsewhere") / "real.txt");
  fs::create_symlink("elsewhere/real.txt", path("list.txt"));
  auto list = LockedList::open(path("list.txt"), Lock::kToChange);
  ASSERT_TRUE(list);
  ASSERT_TRUE(list->replace("b.example\n"));
  EXPECT_TRUE(fs::is_symlink(path("list.txt")));
  EXPECT_EQ(read_file(path("elsewhere") / "real.txt"), "b.example\n");
}

TEST_F(LockedListTest, RefusesAListThatChangedMeanwhile) {
  auto list = LockedList::open(path("list.txt"), Lock::kToChange);
  ASSERT_TRUE(list);
  write("list.txt", "a.example\nb.example\n");
  const auto in_place = list->replace("c.example\n");
  ASSERT_FALSE(in_place);
  EXPECT_EQ(in_place.error().code, ErrorCode::kBadInput);
  EXPECT_THAT(in_place.error().message, HasSubstr("changed by somebody else"));
  EXPECT_EQ(read_file(path("list.txt")), "a.example\nb.example\n");
  EXPECT_EQ(entries(), 1);

  // Editors write a new file and rename it.
  write("fresh.txt", list->content());
  fs::rename(path("fresh.txt"), path("list.txt"));
  EXPECT_FALSE(list->replace("c.example\n"));
  EXPECT_EQ(read_file(path("list.txt")), "a.example\n");
}

TEST_F(LockedListTest, OnlyOneChangesAtATime) {
  const auto first = LockedList::open(path("list.txt"), Lock::kToChange);
  ASSERT_TRUE(first);
  for (const Lock lock : {Lock::kToChange, Lock::kToRead}) {
    const auto second = LockedList::open(path("list.txt"), lock);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  }
}

TEST_F(LockedListTest, ManyMayRead) {
  const auto first = LockedList::open(path("list.txt"), Lock::kToRead);
  const auto second = LockedList::open(path("list.txt"), Lock::kToRead);
  EXPECT_TRUE(first && second);
}

TEST_F(LockedListTest, SaysWhatIsNoList) {
  EXPECT_EQ(LockedList::open(path("none.txt"), Lock::kToRead).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(LockedList::open(path("."), Lock::kToRead).error().code, ErrorCode::kBadInput);
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(LockedList::open(path("pipe"), Lock::kToRead).error().code, ErrorCode::kBadInput);
}

TEST_F(LockedListTest, AFullDiskChangesNothing) {
  auto list = LockedList::open(path("list.txt"), Lock::kToChange);
  ASSERT_TRUE(list);
  // A write beyond the limit fails as one on a full disk does.
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit usual{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &usual), 0);
  const rlimit small{4096, usual.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto done = list->replace(std::string(100'000, 'x'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &usual), 0);
  EXPECT_FALSE(done);
  EXPECT_EQ(read_file(path("list.txt")), "a.example\n");
  EXPECT_EQ(entries(), 1);
}

TEST_F(LockedListTest, WhatAKilledWriterLeftIsOverwritten) {
  write(".list.txt.tidemark-new", "half of a li");
  auto list = LockedList::open(path("list.txt"), Lock::kToChange);
  ASSERT_TRUE(list);
  ASSERT_TRUE(list->replace("b.example\n"));
  EXPECT_EQ(read_file(path("list.txt")), "b.example\n");
  EXPECT_EQ(entries(), 1);
}

}  // namespace
}  // namespace tidemark::analyzer
