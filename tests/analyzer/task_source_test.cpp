#include "analyzer/tasks/task_source.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "tests/support/run_loop.hpp"

namespace tidemark::analyzer {
namespace {

namespace asio = boost::asio;
using Lines = std::vector<std::string>;

struct Pipe {
  UniqueFd read;
  UniqueFd write;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

void put(const UniqueFd& fd, std::string_view text) {
  ASSERT_EQ(::write(fd.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
}

asio::awaitable<Lines> read_all(TaskSource* source) {
  Lines lines;
  while (auto task = co_await source->next()) {
    lines.push_back(task->source + "=" + (task->domain.empty() ? task->reason : task->domain));
  }
  co_return lines;
}

asio::awaitable<std::string> read_one(TaskSource* source) {
  auto task = co_await source->next();
  co_return task ? task->domain : "(end)";
}

std::vector<Input> inputs_of(Pipe& pipe) {
  std::vector<Input> inputs;
  inputs.emplace_back(FileInput{"stdin", std::move(pipe.read), true});
  return inputs;
}

TEST(TaskSource, NumbersLinesAcrossInputs) {
  asio::io_context loop;
  Pipe pipe = make_pipe();
  put(pipe.write, "one.example\r\n\ntwo.example");
  pipe.write.reset();
  std::vector<Input> inputs;
  inputs.emplace_back(ArgumentInput{"zero.example", 1});
  inputs.emplace_back(FileInput{"list.txt", std::move(pipe.read), false});
  auto source = read_inputs(loop.get_executor(), std::move(inputs));
  ASSERT_TRUE(source);
  EXPECT_EQ(test::run_to_end(loop, read_all(source->get())),
            (Lines{"argument 1=zero.example", "list.txt:1=one.example", "list.txt:3=two.example"}));
  EXPECT_EQ((*source)->total(), 3U);
}

TEST(TaskSource, HandsOutALineBeforeTheInputEnds) {
  asio::io_context loop;
  Pipe pipe = make_pipe();
  auto source = read_inputs(loop.get_executor(), inputs_of(pipe));
  ASSERT_TRUE(source);
  put(pipe.write, "first.example\nsec");
  EXPECT_EQ(test::run_to_end(loop, read_one(source->get())), "first.example");
  put(pipe.write, "ond.example\n");
  EXPECT_EQ(test::run_to_end(loop, read_one(source->get())), "second.example");
  EXPECT_FALSE((*source)->total());
}

TEST(TaskSource, StopEndsAWaitOnASilentPipe) {
  asio::io_context loop;
  Pipe pipe = make_pipe();
  auto source = read_inputs(loop.get_executor(), inputs_of(pipe));
  ASSERT_TRUE(source);
  asio::post(loop, [&] { (*source)->stop(); });
  EXPECT_EQ(test::run_to_end(loop, read_one(source->get())), "(end)");
}

TEST(TaskSource, CancellationEndsAWaitOnASilentPipe) {
  asio::io_context loop;
  Pipe pipe = make_pipe();
  auto source = read_inputs(loop.get_executor(), inputs_of(pipe));
  ASSERT_TRUE(source);
  asio::cancellation_signal signal;
  std::string got;
  asio::co_spawn(
      loop, read_one(source->get()),
      asio::bind_cancellation_slot(signal.slot(), [&](const std::exception_ptr&, std::string text) {
        got = std::move(text);
        loop.stop();
      }));
  asio::post(loop, [&] { signal.emit(asio::cancellation_type::terminal); });
  loop.run_for(std::chrono::seconds(10));
  EXPECT_EQ(got, "(end)");
}

TEST(TaskSource, RefusesEndlessLinesAndGoesOn) {
  asio::io_context loop;
  auto file = UniqueFd(::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  ASSERT_TRUE(file);
  put(file, std::string(3000000, 'a') + "\nnext.example\n");
  ::lseek(file.get(), 0, SEEK_SET);
  std::vector<Input> inputs;
  inputs.emplace_back(FileInput{"f", std::move(file), false});
  auto source = read_inputs(loop.get_executor(), std::move(inputs));
  ASSERT_TRUE(source);
  const Lines lines = test::run_to_end(loop, read_all(source->get()));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_TRUE(lines[0].starts_with("f:1='aaa")) << lines[0];
  EXPECT_EQ(lines[1], "f:2=next.example");
}

TEST(TaskSource, ReportsAnInputThatCannotBeRead) {
  asio::io_context loop;
  std::vector<Input> inputs;
  inputs.emplace_back(
      FileInput{"folder", UniqueFd(::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)), false});
  auto source = read_inputs(loop.get_executor(), std::move(inputs));
  ASSERT_TRUE(source);
  EXPECT_TRUE(test::run_to_end(loop, read_all(source->get())).empty());
  ASSERT_TRUE((*source)->error());
  EXPECT_NE((*source)->error()->message.find("folder"), std::string::npos);
}

TEST(TaskSource, CanBeDroppedWhileLinesWait) {
  asio::io_context loop;
  auto file = UniqueFd(::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  std::string many;
  for (int i = 0; i < 20000; ++i) many += "line.example\n";
  put(file, many);
  ::lseek(file.get(), 0, SEEK_SET);
  std::vector<Input> inputs;
  inputs.emplace_back(FileInput{"f", std::move(file), false});
  auto source = read_inputs(loop.get_executor(), std::move(inputs));
  EXPECT_EQ(test::run_to_end(loop, read_one(source->get())), "line.example");
  source->reset();
  loop.restart();
  loop.poll();  // what the reader had posted finds nobody, and does not mind
}

}  // namespace
}  // namespace tidemark::analyzer
