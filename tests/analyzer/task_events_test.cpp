#include "analyzer/events/task_events.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <sstream>

#include <nlohmann/json.hpp>

#include "probes/base/temp_dir.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::analyzer {
namespace {

using nlohmann::json;

class TaskEventsTest : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = std::move(*TempDir::create("tidemark-test"));
    path_ = dir_.path() / "events";
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
    listener_.reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ASSERT_EQ(::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address),
              0);
    ASSERT_EQ(::listen(listener_.get(), 1), 0);
  }

  // Accepts and reads until the sender has closed.
  std::vector<json> read_all() {
    const UniqueFd peer(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    std::string text;
    std::array<char, 65536> buffer{};
    ssize_t count = 0;
    while ((count = ::read(peer.get(), buffer.data(), buffer.size())) > 0) {
      text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    std::vector<json> events;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) events.push_back(json::parse(line));
    return events;
  }

  TempDir dir_;
  std::filesystem::path path_;
  UniqueFd listener_;
};

TEST_F(TaskEventsTest, TellTheLifeOfATask) {
  {
    auto events = TaskEvents::connect(path_.string());
    ASSERT_TRUE(events) << events.error().message;
    (*events)->task_started(3, "a.example");
    (*events)->slot_wanted(3, "a.example");
    (*events)->slot_taken(3, "a.example", 4711);
    (*events)->slot_released(3, "a.example");
    (*events)->task_ended(3, "a.example", "alive");
  }
  const auto events = read_all();
  ASSERT_EQ(events.size(), 5U);
  EXPECT_EQ(events[0]["event"], "task_start");
  EXPECT_EQ(events[0]["worker"], 3);
  EXPECT_EQ(events[2]["browser"], 4711);
  EXPECT_EQ(events[4]["outcome"], "alive");
  EXPECT_LE(events[0]["t_us"].get<long>(), events[4]["t_us"].get<long>());
}

TEST_F(TaskEventsTest, NeverWaitForASlowListener) {
  const std::string task(1000, 'x');
  {
    auto events = TaskEvents::connect(path_.string());
    ASSERT_TRUE(events);
    for (int i = 0; i < 5000; ++i) (*events)->task_started(i, task);  // nobody reads: must return
  }
  const auto events = read_all();
  EXPECT_GT(events.size(), 0U);
  EXPECT_LT(events.size(), 5000U);
}

TEST_F(TaskEventsTest, SurviveAListenerThatLeaves) {
  auto events = TaskEvents::connect(path_.string());
  ASSERT_TRUE(events);
  listener_.reset();
  for (int i = 0; i < 10; ++i) (*events)->worker_started(i);
}

TEST(TaskEvents, SayWhenNobodyListens) {
  const auto events = TaskEvents::connect("/nonexistent/socket");
  ASSERT_FALSE(events);
  EXPECT_NE(events.error().message.find("/nonexistent/socket"), std::string::npos);
  EXPECT_TRUE(TaskEvents::connect(""));
}

}  // namespace
}  // namespace tidemark::analyzer
