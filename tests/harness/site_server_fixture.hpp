// A running site simulator for one test.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>

#include "harness/scenario/load_scenario.hpp"
#include "harness/sites/site_server.hpp"
#include "tests/harness/site_client.hpp"

namespace tidemark::harness {

class SiteTest : public testing::Test {
 protected:
  // Serves `sites`, the content of a scenario's "sites" list.
  void serve(std::string_view sites, const SiteLimits& limits = {}) {
    const auto scenario = parse_scenario(
        R"({"name": "test", "seed": 7, "sites": [)" + std::string(sites) + "]}", "test");
    ASSERT_TRUE(scenario) << scenario.error().message;
    auto started = SiteServer::start(*scenario, {}, limits);
    ASSERT_TRUE(started) << started.error().message;
    server_ = std::make_unique<SiteServer>(std::move(*started));
  }
  // Serves a.com with one behaviour.
  void serve_one(std::string_view behavior, const SiteLimits& limits = {}) {
    serve(R"({"hosts": ["a.com"], "behavior": )" + std::string(behavior) + "}", limits);
  }

  [[nodiscard]] SiteClient http() const { return SiteClient(server_->at().http_port); }
  [[nodiscard]] SiteClient https() const { return SiteClient(server_->at().https_port); }

  // Waits, with a deadline, until `holds(stats)`: what the server's thread records comes a moment
  // after what a client sees.
  template <typename Condition>
  testing::AssertionResult eventually(Condition holds) const {
    const Deadline deadline = Deadline::in(kPatience);
    while (!deadline.passed()) {
      if (holds(server_->stats())) return testing::AssertionSuccess();
      std::this_thread::yield();
    }
    return testing::AssertionFailure() << "not within " << kPatience.count() << " s";
  }

  std::unique_ptr<SiteServer> server_;
};

}  // namespace tidemark::harness
