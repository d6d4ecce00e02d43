#include "analyzer/output/line_writer.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <string>
#include <string_view>
#include <thread>

#include <boost/asio/io_context.hpp>

#include "probes/base/unique_fd.hpp"
#include "tests/support/run_loop.hpp"

namespace tidemark::analyzer {
namespace {

namespace asio = boost::asio;

asio::awaitable<int> write_lines(LineWriter* writer, int count) {
  int written = 0;
  for (int i = 0; i < count; ++i) {
    std::string line = "line " + std::to_string(i);
    if (!co_await writer->write(std::move(line))) break;
    ++written;
  }
  co_return written;
}

TEST(LineWriter, WritesWholeLinesInOrder) {
  asio::io_context loop;
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  const UniqueFd read(ends[0]);
  UniqueFd write(ends[1]);
  {
    auto writer = LineWriter::create(loop.get_executor(), write.get());
    EXPECT_EQ(test::run_to_end(loop, write_lines(writer.get(), 3)), 3);
    EXPECT_TRUE(writer->flush(Deadline::in(std::chrono::seconds(10))));
  }
  write.reset();
  std::array<char, 100> buffer{};
  const ssize_t count = ::read(read.get(), buffer.data(), buffer.size());
  EXPECT_EQ(std::string(buffer.data(), static_cast<std::size_t>(count)),
            "line 0\nline 1\nline 2\n");
}

// What is written at once ends with a line: a reader that is slow, or a kill, never splits one that
// fits.
TEST(LineWriter, HandsOverWholeLines) {
  asio::io_context loop;
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC | O_DIRECT), 0);  // keeps writes apart
  const UniqueFd read(ends[0]);
  UniqueFd write(ends[1]);
  std::size_t lines = 0;
  std::size_t split = 0;
  std::jthread reader([&] {
    std::array<char, 8192> buffer{};
    for (ssize_t count = 0; (count = ::read(read.get(), buffer.data(), buffer.size())) > 0;) {
      const std::string_view piece(buffer.data(), static_cast<std::size_t>(count));
      lines += static_cast<std::size_t>(std::ranges::count(piece, '\n'));
      if (!piece.ends_with('\n')) ++split;
    }
  });
  {
    auto writer = LineWriter::create(loop.get_executor(), write.get());
    EXPECT_EQ(test::run_to_end(loop, write_lines(writer.get(), 5000)), 5000);
    EXPECT_TRUE(writer->flush(Deadline::in(std::chrono::seconds(10))));
  }
  write.reset();
  reader.join();
  EXPECT_EQ(lines, 5000U);
  EXPECT_EQ(split, 0U);
}

TEST(LineWriter, ReportsAFullDisk) {
  asio::io_context loop;
  const UniqueFd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  ASSERT_TRUE(full);
  auto writer = LineWriter::create(loop.get_executor(), full.get());
  (void)test::run_to_end(loop, write_lines(writer.get(), 1));
  const auto flushed = writer->flush(Deadline::in(std::chrono::seconds(10)));
  ASSERT_FALSE(flushed);
  EXPECT_EQ(flushed.error().code, ErrorCode::kNoSpace);
  EXPECT_EQ(test::run_to_end(loop, write_lines(writer.get(), 5)), 0);
}

TEST(LineWriter, ReportsAReaderThatLeft) {
  std::signal(SIGPIPE, SIG_IGN);
  asio::io_context loop;
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  UniqueFd read(ends[0]);
  const UniqueFd write(ends[1]);
  read.reset();
  auto writer = LineWriter::create(loop.get_executor(), write.get());
  (void)test::run_to_end(loop, write_lines(writer.get(), 1));
  EXPECT_FALSE(writer->flush(Deadline::in(std::chrono::seconds(10))));
}

TEST(LineWriter, GivesUpOnAReaderThatStalls) {
  asio::io_context loop;
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  const UniqueFd read(ends[0]);
  const UniqueFd write(ends[1]);
  auto writer = LineWriter::create(loop.get_executor(), write.get());
  // More than a pipe holds, less than the queue does: writing never waits, flushing must not for
  // ever.
  std::string line(200, 'x');
  const auto fill = [](LineWriter* to, std::string text) -> asio::awaitable<int> {
    for (int i = 0; i < 900; ++i) {
      std::string copy = text;
      (void)co_await to->write(std::move(copy));
    }
    co_return 0;
  };
  (void)test::run_to_end(loop, fill(writer.get(), line));
  const auto flushed = writer->flush(Deadline::in(std::chrono::milliseconds(50)));
  ASSERT_FALSE(flushed);
  EXPECT_EQ(flushed.error().code, ErrorCode::kTimedOut);
}

}  // namespace
}  // namespace tidemark::analyzer
