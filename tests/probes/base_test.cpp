// probes/base: the vocabulary every part shares.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <thread>

#include "probes/base/bytes.hpp"
#include "probes/base/calendar_day.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/printable.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/reading.hpp"
#include "probes/base/result.hpp"
#include "probes/base/temp_dir.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark {
namespace {

namespace fs = std::filesystem;

bool is_open(int fd) { return ::fcntl(fd, F_GETFD) != -1; }

TEST(UniqueFd, ClosesOnceAndOnlyWhatItOwns) {
  const int raw = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  {
    UniqueFd first(raw);
    UniqueFd second(std::move(first));
    EXPECT_EQ(second.get(), raw);
  }
  EXPECT_FALSE(is_open(raw));
  UniqueFd kept(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const int given_away = kept.release();
  kept.reset();
  EXPECT_TRUE(is_open(given_away));
  const UniqueFd closes_it(given_away);
}

TEST(Result, SystemErrorsNameOperationAndCause) {
  const Error error = system_error("open /nowhere", ENOENT);
  EXPECT_EQ(error.code, ErrorCode::kNotFound);
  EXPECT_EQ(error.message, "open /nowhere: No such file or directory");
  EXPECT_EQ(system_error("write result", ENOSPC).code, ErrorCode::kNoSpace);
}

TEST(TempDir, IsPrivateAndDisappearsWithItsContent) {
  fs::path where;
  {
    auto dir = TempDir::create("tidemark-test");
    ASSERT_TRUE(dir) << dir.error().message;
    where = dir->path();
    struct stat status{};
    ASSERT_EQ(::stat(where.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
    fs::create_directories(where / "a" / "b");
    std::ofstream(where / "a" / "b" / "file") << "x";
  }
  EXPECT_FALSE(fs::exists(where));
}

TEST(TempDir, DoesNotFollowSymbolicLinksWhenRemoving) {
  auto outside = TempDir::create("tidemark-test");
  ASSERT_TRUE(outside);
  std::ofstream(outside->path() / "precious") << "x";
  {
    auto dir = TempDir::create("tidemark-test");
    ASSERT_TRUE(dir);
    fs::create_directory_symlink(outside->path(), dir->path() / "link");
  }
  EXPECT_TRUE(fs::exists(outside->path() / "precious"));
}

TEST(TempDir, SaysWhereItCouldNotBeMade) {
  const auto dir = TempDir::create_in("/nonexistent-parent", "x");
  ASSERT_FALSE(dir);
  EXPECT_EQ(dir.error().code, ErrorCode::kNotFound);
  EXPECT_NE(dir.error().message.find("/nonexistent-parent"), std::string::npos);
}

TEST(Bytes, AreShownInBinaryUnits) {
  EXPECT_EQ(to_string(Bytes{512}), "512 B");
  EXPECT_EQ(to_string(Bytes::kib(1)), "1.0 KiB");
  EXPECT_EQ(to_string(Bytes::mib(1536)), "1.5 GiB");
}

TEST(Deadline, IsTakenInSharesThatNeverExceedIt) {
  const Deadline budget = Deadline::in(std::chrono::seconds(10));
  EXPECT_EQ(budget.within(std::chrono::seconds(60)).at(), budget.at());
  EXPECT_LT(budget.within(std::chrono::seconds(1)).at(), budget.at());
  const Deadline past = Deadline::in(std::chrono::seconds(-1));
  EXPECT_TRUE(past.passed());
  EXPECT_EQ(past.remaining(), Milliseconds(0));
}

TEST(ProcessId, TellsOurselvesFromAPidNobodyHas) {
  const auto self = read_process_id(::getpid());
  ASSERT_TRUE(self) << self.error().message;
  EXPECT_EQ(self->pid, ::getpid());
  EXPECT_GT(self->start_ticks, 0U);
  EXPECT_EQ(*self, *read_process_id(::getpid()));
  const auto none = read_process_id(0x7FFFFFF0);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kGone);
}

TEST(Printable, WritesOutWhatATerminalWouldObey) {
  EXPECT_EQ(printable("plain \u00e9\u6f22"), "plain \u00e9\u6f22");
  EXPECT_EQ(printable("\x1b[31mred\x07"), "\\x1b[31mred\\x07");
  EXPECT_EQ(printable("a\nb\tc"), "a\\x0ab\\x09c");
  EXPECT_EQ(printable("\u202eevil"), "\\u{202e}evil");
  EXPECT_EQ(printable("\u009b31m"), "\\u{9b}31m");
}

TEST(Printable, WritesOutBytesThatAreNotUtf8) {
  EXPECT_EQ(printable("\xff\xc3"), "\\xff\\xc3");
  EXPECT_EQ(printable("\xc0\x80"), "\\xc0\\x80");           // overlong NUL
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // surrogate
}

TEST(Printable, CutsLongTextVisibly) { EXPECT_EQ(printable("abcdef", 3), "abc..."); }

// Ends while it is looked at, again and again: whatever a look hits, it is an answer.
TEST(ProcessIdentity, OfAProcessThatEndsMeanwhileIsNoException) {
  for (int i = 0; i < 300; ++i) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) ::_exit(0);
    std::jthread reaper([child] { ::waitpid(child, nullptr, 0); });
    while (read_process_id(child)) {
    }
  }
}

TEST(Reading, SaysWhyThereIsNoValue) {
  const Reading<int> untouched;
  EXPECT_FALSE(untouched);
  EXPECT_EQ(untouched.why(), Absence::kNotAsked);
  const Reading<int> denied = Result<int>(failure(ErrorCode::kDenied, "Permission denied"));
  EXPECT_EQ(denied.why(), Absence::kDenied);
  EXPECT_EQ(Reading<int>(Result<int>(failure(ErrorCode::kGone, ""))).why(), Absence::kGone);
  EXPECT_EQ(Reading<int>(Result<int>(failure(ErrorCode::kIo, ""))).why(), Absence::kUnsupported);
  EXPECT_EQ(denied.value_or(3), 3);
  EXPECT_NE(denied, untouched);
}

TEST(Reading, HoldsZeroAsAValue) {
  const Reading<int> zero = 0;
  ASSERT_TRUE(zero);
  EXPECT_EQ(*zero, 0);
  EXPECT_EQ(zero, Reading<int>(Result<int>(0)));
  EXPECT_NE(zero, Reading<int>());
}

TEST(Absence, IsSpelledBothWays) {
  for (const Absence absence :
       {Absence::kNotAsked, Absence::kGone, Absence::kDenied, Absence::kUnsupported}) {
    EXPECT_EQ(absence_from(to_string(absence)), absence);
  }
  EXPECT_FALSE(absence_from("zero"));
}

TEST(CalendarDay, IsWrittenAndReadAlike) {
  for (const char* text : {"1970-01-01", "2024-02-29", "2026-12-31", "9999-12-31"}) {
    const auto day = parse_day(text);
    ASSERT_TRUE(day) << text;
    EXPECT_EQ(day_text(*day), text);
  }
  EXPECT_EQ((*parse_day("2027-01-01") - *parse_day("2026-12-31")).count(), 1);
}

TEST(CalendarDay, ThatThereIsNotIsNone) {
  for (const char* text : {"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-1-1",
                           "31.12.2026", "2026-12-31T00:00:00Z", "+026-01-01", "2026-12-3x"}) {
    EXPECT_FALSE(parse_day(text)) << text;
  }
}

}  // namespace
}  // namespace tidemark
