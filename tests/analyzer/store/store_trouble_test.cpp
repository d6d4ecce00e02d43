// Stores that are damaged, full, forbidden, somebody else's or in use.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

#include "analyzer/store/store_lease.hpp"
#include "tests/analyzer/store/sample_results.hpp"
#include "tests/analyzer/store/store_fixture.hpp"

namespace tidemark::analyzer {
namespace {

namespace fs = std::filesystem;
using test::page_of;
using ::testing::AllOf;
using ::testing::HasSubstr;

class StoreTrouble : public test::StoreTest {
 protected:
  // A store with one result, closed.
  void make_store() {
    const auto store = open();
    ASSERT_TRUE(store) << store.error().message;
    remember(**store, page_of("page.example"));
    ASSERT_TRUE(close(**store));
  }
  void overwrite(std::streamoff at, const std::string& bytes) const {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at);
    file << bytes;
  }
  // Opens, expects that the damaged file was kept, and that the new one works.
  void expect_set_aside() {
    const auto store = open();
    ASSERT_TRUE(store) << store.error().message;
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_THAT(notes.front(), AllOf(HasSubstr("damaged"), HasSubstr(path.string() + ".damaged-")));
    EXPECT_FALSE(recall(**store, "page.example"));
    remember(**store, page_of("page.example"));
    EXPECT_TRUE(recall(**store, "page.example"));
    ASSERT_TRUE(close(**store));
    const auto names = files();
    EXPECT_EQ(std::ranges::count_if(names,
                                    [](const std::string& name) {
                                      return name.contains(".damaged-") && !name.ends_with("-wal");
                                    }),
              1);
  }
};

TEST_F(StoreTrouble, WithAnUnreadableHeaderIsSetAside) {
  make_store();
  overwrite(0, std::string(200, 'x'));
  expect_set_aside();
}

TEST_F(StoreTrouble, CutShortIsSetAside) {
  make_store();
  fs::resize_file(path, fs::file_size(path) / 2);
  expect_set_aside();
}

TEST_F(StoreTrouble, DamagedInTheMiddleIsSetAsideAfterAnUncleanEnd) {
  make_store();
  change("UPDATE runs SET ended_us = NULL");
  // Whole pages after the first.
  overwrite(8192, std::string(fs::file_size(path) - 8192, '\x5a'));
  expect_set_aside();
}

TEST_F(StoreTrouble, FoundWhileReadingIsReportedAndSetAsideAtTheEnd) {
  make_store();
  const auto root = integer("SELECT rootpage FROM sqlite_schema WHERE name = 'visits_by_domain'");
  ASSERT_GT(root, 1);
  overwrite((root - 1) * 8192, std::string(8192, '\x5a'));
  const auto store = open();
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_FALSE(recall(**store, "page.example"));
  const auto closed = close(**store);
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().code, ErrorCode::kBadInput);
  EXPECT_FALSE(fs::exists(path));
  EXPECT_THAT(notes.back(), HasSubstr(".damaged-"));
}

TEST_F(StoreTrouble, OfANewerTidemarkIsRefusedAndLeftAlone) {
  make_store();
  change("PRAGMA user_version = 99");
  const auto store = open();
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(store.error().message, AllOf(HasSubstr("newer"), HasSubstr("99")));
  EXPECT_EQ(integer("PRAGMA user_version"), 99);
}

TEST_F(StoreTrouble, ThatIsAnotherFileIsRefusedAndLeftAlone) {
  std::ofstream(path) << "0.0.0.0 precious.example\n";
  const auto list = open();
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().code, ErrorCode::kBadInput);
  EXPECT_EQ(files(), std::vector<std::string>{"s.sqlite"});

  fs::remove(path);
  std::ofstream(path).close();
  change("CREATE TABLE theirs (a)");
  const auto other = open();
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::kBadInput);
  EXPECT_EQ(integer("SELECT count(*) FROM theirs"), 0);
  EXPECT_TRUE(notes.empty());

  path = dir.path();
  EXPECT_EQ(open().error().code, ErrorCode::kBadInput);
  path = "/dev/full";
  EXPECT_EQ(open().error().code, ErrorCode::kBadInput);
}

TEST_F(StoreTrouble, InUseSaysByWhom) {
  const auto first = open();
  ASSERT_TRUE(first);
  // By another name, too.
  fs::create_symlink(path, dir.path() / "link.sqlite");
  path = dir.path() / "link.sqlite";
  const auto second = open();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(second.error().message,
              AllOf(HasSubstr("pid " + std::to_string(::getpid())),
                    HasSubstr("tidemark analyze a b"), HasSubstr(" since 2")));
  ASSERT_TRUE(close(**first));
}

TEST_F(StoreTrouble, InUseIsWaitedForUntilItsHolderEnds) {
  auto first = open();
  ASSERT_TRUE(first);
  StoreSetup waiting = setup();
  waiting.hand_over = std::chrono::seconds(20);
  waiting.on_note = [&](const std::string& note) {
    notes.push_back(note);
    first->reset();  // ends while somebody waits for it
  };
  const auto second = Store::open(loop.get_executor(), std::move(waiting));
  ASSERT_TRUE(second) << second.error().message;
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_THAT(notes.front(), HasSubstr("waiting for pid"));
}

TEST(StoreLeaseText, IsPrintableWhateverTheFileSays) {
  EXPECT_EQ(describe_holder(""), "another run");
  EXPECT_EQ(describe_holder("{\"pid\":"), "another run");
  EXPECT_EQ(describe_holder(R"({"pid":7,"since":3,"command_line":"x"})"), "another run");
  EXPECT_EQ(describe_holder(R"({"pid":7,"since":"s","command_line":"a\u001b[31mb"})"),
            "pid 7 since s (a\\x1b[31mb)");
}

// A disk that is full: no file of this process may grow beyond a limit.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t limit) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limited{.rlim_cur = limit, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limited);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

// Text that zstd cannot make smaller.
DomainResult large_page(int number) {
  DomainResult page = page_of("d" + std::to_string(number) + ".example");
  std::uint32_t state = static_cast<std::uint32_t>(number) + 1;
  for (char& c : page.content.text) {
    state = state * 1664525U + 1013904223U;
    c = static_cast<char>(state >> 24U);
  }
  return page;
}

TEST_F(StoreTrouble, OnAFullDiskHoldsNobodyUpAndIsToldOnce) {
  const auto store = open();
  ASSERT_TRUE(store);
  {
    const FileSizeLimit limit(400 * 1024);
    for (int i = 0; i < 100; ++i) remember(**store, large_page(i));
    const auto closed = close(**store);
    ASSERT_FALSE(closed);
    EXPECT_EQ(closed.error().code, ErrorCode::kNoSpace) << closed.error().message;
    EXPECT_THAT(closed.error().message, HasSubstr("results are not in the store"));
  }
  EXPECT_EQ(notes.size(), 1U);
  // What is there is whole.
  notes.clear();
  const auto again = open();
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(notes.empty());
  EXPECT_TRUE(recall(**again, "d0.example"));
  EXPECT_FALSE(recall(**again, "d99.example"));
}

TEST_F(StoreTrouble, OnADiskWithRoomAgainCatchesUp) {
  const auto store = open();
  ASSERT_TRUE(store);
  {
    const FileSizeLimit limit(400 * 1024);
    for (int i = 0; i < 100; ++i) remember(**store, large_page(i));
  }
  const auto closed = close(**store);
  EXPECT_TRUE(closed) << closed.error().message;
  EXPECT_EQ(integer("SELECT count(*) FROM visits"), 100);
}

TEST_F(StoreTrouble, ThatMayNotBeWrittenIsToldAtOnce) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  make_store();
  fs::permissions(path, fs::perms::owner_read);
  const auto store = open();
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::kDenied) << store.error().message;
}

}  // namespace
}  // namespace tidemark::analyzer
