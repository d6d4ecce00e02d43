// Transfers beside each other, and the connections and descriptors they leave.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include <boost/asio/post.hpp>

#include "tests/analyzer/http/http_client_fixture.hpp"

namespace tidemark::analyzer {
namespace {

TEST_F(HttpClientTest, KeepsConnectionsPerHostAndEndpoint) {
  const auto keep = always({.send = page("x"), .then = Then::kNextRequest});
  const auto& site = serve(keep);
  const auto& other = serve(keep);
  const Endpoint here{"127.0.0.1", site.port()};
  get("http://a.example/", here);
  get("http://a.example/again", here);
  EXPECT_EQ(site.connections(), 1);
  get("http://b.example/", here);
  EXPECT_EQ(site.connections(), 2);
  get("http://a.example/", {"127.0.0.1", other.port()});
  EXPECT_EQ(other.connections(), 1);
  EXPECT_EQ(site.requests().size(), 3U);
}

TEST_F(HttpClientTest, CloseIdleReallyCloses) {
  const auto& site = serve(always({.send = page("x"), .then = Then::kNextRequest}));
  client();
  const std::size_t before = open_descriptors();
  get(site);
  EXPECT_GT(open_descriptors(), before);
  client_->close_idle();
  settle(before);
  EXPECT_EQ(open_descriptors(), before);
  get(site);
  EXPECT_EQ(site.connections(), 2);
}

TEST_F(HttpClientTest, CloseIdleLeavesRunningTransfersAlone) {
  SiteAct drip{.send = page(std::string(50, 'x')), .piece = 10, .pause = 5ms};
  const auto& site = serve(always(drip));
  const auto running = start("http://site.example/", {"127.0.0.1", site.port()}, kGenerous);
  asio::post(io_, [this] { client_->close_idle(); });
  run();
  EXPECT_EQ(running->error, std::nullopt) << running->detail;
  EXPECT_EQ(running->response->body.size(), 50U);
}

TEST_F(HttpClientTest, CancellationEndsATransferAtOnce) {
  const auto& site = serve(always({.then = Then::kHang}));
  asio::cancellation_signal cancel;
  const auto result =
      start("http://site.example/", {"127.0.0.1", site.port()}, kGenerous, cancel.slot());
  const auto once_asked = [this, &site, &cancel](auto& self) -> void {
    if (!site.requests().empty()) return cancel.emit(asio::cancellation_type::terminal);
    asio::post(io_, [&self] { self(self); });
  };
  asio::post(io_, [&once_asked] { once_asked(once_asked); });
  run();
  EXPECT_EQ(result->error, ErrorClass::kCancelled);
  EXPECT_EQ(result->stage, Stage::kRequest);
  EXPECT_LT(result->measured, 10s);
}

TEST_F(HttpClientTest, TwoHundredAtOnceAllEndAndLeaveNothing) {
  const auto& site = serve({.on_request = [](const std::string& request) -> SiteAct {
    if (request.starts_with("GET /hang")) return {.then = Then::kHang};
    if (request.starts_with("GET /drip")) {
      return {.send = page(std::string(10000, 'x')), .piece = 50, .pause = 20ms};
    }
    if (request.starts_with("GET /reset")) return {.then = Then::kReset};
    return {.send = page("ok"), .then = Then::kNextRequest};
  }});
  client();
  const std::size_t before = open_descriptors();
  const std::vector<std::string> kinds = {"ok", "hang", "drip", "reset"};
  std::vector<std::shared_ptr<Timed>> results;
  for (std::size_t i = 0; i < 200; ++i) {
    const std::string url = "http://s" + std::to_string(i) + ".example/" + kinds[i % kinds.size()];
    const bool ends_itself = i % kinds.size() == 0 || i % kinds.size() == 3;
    results.push_back(start(url, {"127.0.0.1", site.port()},
                            ends_itself ? std::chrono::nanoseconds(kGenerous) : 1500ms));
  }
  run();
  const std::vector<std::optional<ErrorClass>> expected = {
      std::nullopt, ErrorClass::kNoResponse, ErrorClass::kSlowResponse, ErrorClass::kReset};
  for (std::size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(results[i]->error, expected[i % kinds.size()]) << i << results[i]->detail;
    if (i % kinds.size() == 1) {
      EXPECT_LT(results[i]->measured, 1500ms + kOverrun);
    }
  }
  client_->close_idle();
  settle(before);
  EXPECT_EQ(open_descriptors(), before);
}

TEST_F(HttpClientTest, MayBeDroppedWithTheLoopWhileTransfersRun) {
  const std::size_t before = open_descriptors();
  {
    asio::io_context io;
    ScriptedSite site(io, always({.then = Then::kHang}));
    auto made = HttpClient::create(io.get_executor(), {});
    ASSERT_TRUE(made);
    for (int i = 0; i < 10; ++i) {
      const Endpoint to{"127.0.0.1", site.port()};
      asio::co_spawn(io, (*made)->get("http://a.example/", to, Deadline::in(kGenerous), kGenerous),
                     [](const std::exception_ptr&, const HttpOutcome&) {});
    }
    while (site.requests().size() < 10) io.run_one();
    made->reset();
  }
  EXPECT_EQ(open_descriptors(), before);
}

}  // namespace
}  // namespace tidemark::analyzer
