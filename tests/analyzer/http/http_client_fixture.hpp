// analyzer/http/http_client against a server that misbehaves in every way we name.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <list>
#include <memory>
#include <string>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "analyzer/http/http_client.hpp"
#include "tests/analyzer/scripted_site.hpp"

namespace tidemark::analyzer {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using Then = SiteAct::Then;
using namespace std::chrono_literals;

inline constexpr auto kGenerous = 20s;
inline constexpr auto kShort = 400ms;
inline constexpr auto kOverrun = 500ms;  // what a transfer may take beyond its deadline

inline std::size_t open_descriptors() {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()));
}

inline std::string page(const std::string& body, const std::string& headers = {}) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers +
         "\r\n" + body;
}

inline SiteScript always(SiteAct act) {
  return {.on_request = [act = std::move(act)](const std::string&) { return act; }};
}

struct Timed : HttpOutcome {
  std::chrono::nanoseconds measured{};
  bool ended = false;
};

class HttpClientTest : public ::testing::Test {
 protected:
  ScriptedSite& serve(SiteScript script) { return sites_.emplace_back(io_, std::move(script)); }

  HttpClient& client(HttpOptions options = {}) {
    auto created = HttpClient::create(io_.get_executor(), std::move(options));
    EXPECT_TRUE(created) << created.error().message;
    client_ = *std::move(created);
    return *client_;
  }

  std::shared_ptr<Timed> start(const std::string& url, Endpoint to, std::chrono::nanoseconds budget,
                               asio::cancellation_slot slot = {}) {
    if (!client_) client();
    auto result = std::make_shared<Timed>();
    const SteadyTime begun = steady_now();
    ++running_;
    auto done = [this, result, begun](const std::exception_ptr& thrown, HttpOutcome outcome) {
      EXPECT_EQ(thrown, nullptr);
      static_cast<HttpOutcome&>(*result) = std::move(outcome);
      result->measured = steady_now() - begun;
      result->ended = true;
      if (--running_ == 0) io_.stop();
    };
    asio::co_spawn(io_, client_->get(url, std::move(to), Deadline::in(budget), connect_patience_),
                   asio::bind_cancellation_slot(slot, done));
    return result;
  }

  void run() {
    io_.restart();
    io_.run_for(60s);
    ASSERT_EQ(running_, 0) << "a transfer did not end";
  }

  // Lets the server see what the client closed.
  void settle(std::size_t descriptors) {
    io_.restart();
    const Deadline deadline = Deadline::in(kGenerous);
    while (open_descriptors() != descriptors && !deadline.passed()) io_.run_one_for(10ms);
  }

  Timed get(const std::string& url, Endpoint to, std::chrono::nanoseconds budget = kGenerous) {
    const auto result = start(url, std::move(to), budget);
    run();
    if (budget < kGenerous) {
      EXPECT_GE(result->measured, budget);
      EXPECT_LT(result->measured, budget + kOverrun);
    }
    return *result;
  }

  Timed get(const ScriptedSite& site, std::chrono::nanoseconds budget = kGenerous) {
    return get("http://site.example/", {"127.0.0.1", site.port()}, budget);
  }

  asio::io_context io_;
  std::list<ScriptedSite> sites_;
  std::unique_ptr<HttpClient> client_;
  int running_ = 0;
  Milliseconds connect_patience_ = kGenerous;
};

}  // namespace tidemark::analyzer
