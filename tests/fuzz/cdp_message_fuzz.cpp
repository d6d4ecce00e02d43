// Whatever a browser writes to us, a call that waits ends, and a tab's state takes every event.
// Messages are separated by NUL, as on the pipe.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include "analyzer/browser/cdp_connection.hpp"
#include "analyzer/browser/page_state.hpp"

namespace {

namespace asio = boost::asio;
using namespace tidemark;            // NOLINT(google-build-using-namespace)
using namespace tidemark::analyzer;  // NOLINT(google-build-using-namespace)

// What fits into a pipe without a reader.
constexpr std::size_t kMaxInput = 60000;

asio::awaitable<void> call(CdpConnection& connection, bool& ended) {
  const Deadline deadline = Deadline::in(std::chrono::seconds(5));
  nlohmann::json params = nlohmann::json::object();
  const auto answer = co_await connection.call("Page.navigate", params, "S", deadline);
  ended = answer.has_value() || answer.error().code != ErrorCode::kTimedOut;
  connection.close();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::array<int, 2> commands{};
  std::array<int, 2> answers{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, commands.data()) != 0 ||
      ::pipe2(answers.data(), O_CLOEXEC) != 0) {
    std::abort();
  }
  if (::write(answers[1], data, std::min(size, kMaxInput)) < 0) std::abort();
  ::close(answers[1]);

  asio::io_context loop(1);
  bool ended = false;
  {
    PageState page("F");
    CdpConnection connection(loop.get_executor(), UniqueFd(commands[0]), UniqueFd(answers[0]));
    const auto take = [&page](const std::string& method, const nlohmann::json& params) {
      page.take(method, params, steady_now());
    };
    connection.on_event("", take);
    connection.on_event("S", take);
    asio::co_spawn(loop, call(connection, ended), asio::detached);
    loop.run();
    if (page.documents() < 0 || page.headers().size() > 200) std::abort();
  }
  ::close(commands[1]);
  if (!ended) std::abort();
  return 0;
}
