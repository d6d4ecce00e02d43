// What becomes of messages of any size, from a browser that the test plays.
#include "analyzer/browser/cdp_connection.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "probes/base/bytes.hpp"

namespace tidemark::analyzer {
namespace {

namespace asio = boost::asio;
using nlohmann::json;
using namespace std::chrono_literals;

class CdpConnectionTest : public ::testing::Test {
 protected:
  CdpConnectionTest() {
    std::signal(SIGPIPE, SIG_IGN);  // the connection may hang up on what the browser says
    std::array<int, 2> commands{};
    std::array<int, 2> answers{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, commands.data()), 0);
    EXPECT_EQ(::pipe2(answers.data(), O_CLOEXEC), 0);
    commands_ = UniqueFd(commands[0]);
    answers_ = UniqueFd(answers[1]);
    connection_ = std::make_unique<CdpConnection>(loop_.get_executor(), UniqueFd(commands[1]),
                                                  UniqueFd(answers[0]));
    connection_->on_event(
        "", [this](const std::string& method, const json&) { events_.push_back(method); });
  }

  // Calls the browser, which says all of `messages`.
  Result<json> call(const std::vector<std::string>& messages) {
    std::string said;
    for (const std::string& message : messages) said += message + '\0';
    std::thread browser([this, &said] {
      for (std::size_t at = 0; at < said.size();) {
        const ssize_t written = ::write(answers_.get(), said.data() + at, said.size() - at);
        if (written <= 0) return;
        at += static_cast<std::size_t>(written);
      }
    });
    Result<json> answer = json();
    asio::co_spawn(loop_, connection_->call("Page.enable", json::object(), "", Deadline::in(20s)),
                   [&](const std::exception_ptr& thrown, Result<json> given) {
                     EXPECT_EQ(thrown, nullptr);
                     answer = std::move(given);
                     loop_.stop();
                   });
    loop_.run_for(25s);
    connection_->close();
    browser.join();
    return answer;
  }

  asio::io_context loop_{1};
  UniqueFd commands_;
  UniqueFd answers_;
  std::unique_ptr<CdpConnection> connection_;
  std::vector<std::string> events_;
};

// The browser tells of each request with its whole URL, and a page may ask for data of any length.
TEST_F(CdpConnectionTest, SkipsAnEventThatAPageHasMadeHuge) {
  const std::string url(Bytes::mib(70).count, 'A');
  const auto answer = call({R"({"method":"first","params":{}})",
                            R"({"method":"huge","params":{"url":")" + url + R"("}})",
                            R"({"method":"last","params":{}})", R"({"id":1,"result":{"a":1}})"});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(*answer, json({{"a", 1}}));
  EXPECT_EQ(events_, (std::vector<std::string>{"first", "last"}));
}

TEST_F(CdpConnectionTest, TakesALongAnswer) {
  const std::string picture(Bytes::mib(8).count, 'A');
  const auto answer = call({R"({"id":1,"result":{"data":")" + picture + R"("}})"});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->at("data").get<std::string>().size(), picture.size());
}

TEST_F(CdpConnectionTest, EndsWithAnAnswerThatNeverDoes) {
  const std::string endless(Bytes::mib(65).count, 'A');
  const auto answer = call({R"({"id":1,"result":{"data":")" + endless});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kGone);
}

}  // namespace
}  // namespace tidemark::analyzer
