// Visits over HTTP in a small world of the tests': their own names, and sites on loopback.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include "analyzer/visit/name_stage.hpp"
#include "analyzer/visit/visit_tools.hpp"
#include "probes/base/temp_dir.hpp"
#include "tests/analyzer/scripted_dns_server.hpp"
#include "tests/analyzer/scripted_site.hpp"

namespace tidemark::analyzer {

// 200 with an ordinary page; keeps the connection.
[[nodiscard]] SiteAct ordinary_page();
[[nodiscard]] SiteAct redirect_to(const std::string& location);
[[nodiscard]] SiteScript always(SiteAct act);

// Real DNS, HTTP and rules.
class VisitFixture : public ::testing::Test {
 protected:
  VisitFixture();

  ScriptedSite& serve(SiteScript script) { return sites_.emplace_back(io_, std::move(script)); }
  // With a certificate for `host` that the visits trust.
  ScriptedSite& serve_tls(const std::string& host, SiteScript script);
  // --map HOST[:PORT]=127.0.0.1:`port`.
  void map(const std::string& host, std::uint16_t port);
  // A port that refuses connections.
  [[nodiscard]] std::uint16_t closed_port();

  // The whole visit, with `http_share` for DNS and HTTP.
  DomainResult visit(const std::string& domain, std::chrono::milliseconds http_share = kGenerous);
  // What NameStage says of `url` alone.
  std::expected<std::vector<Endpoint>, ErrorClass> locate(const std::string& url);
  [[nodiscard]] std::vector<std::string> names_asked() const;
  // Tells the visit to stop, once whatever calls this is done.
  void cancel();

  static constexpr std::chrono::seconds kGenerous{20};

  std::map<std::string, std::vector<std::string>> names;  // of DNS; others do not exist
  AddressPolicy policy;
  VisitOptions options;
  // Where connections to 443 and 80 of an address really go: tests cannot listen there.
  std::map<std::uint16_t, std::uint16_t> ports;
  int transfers = 0;  // that were asked for, whatever came of them
  PaceLimits limits;
  BrowserPool* browsers = nullptr;
  // Called when the visit leaves its worker to others.
  std::function<void(Pace& pace)> on_step_aside = [](Pace&) {};
  std::chrono::milliseconds comes_back_after{0};  // that it has to wait for a worker
  std::chrono::milliseconds others_judge_for{0};  // before its page is judged

  boost::asio::io_context io_;

 private:
  template <typename Work>
  auto run(Work work);

  std::chrono::milliseconds http_share_ = kGenerous;
  boost::asio::cancellation_signal cancel_;
  TestAuthority authority_;
  TempDir dir_;
  ScriptedDnsServer dns_;
  EndpointMap map_;
  std::list<ScriptedSite> sites_;
};

[[nodiscard]] const StageVerdict* verdict_on(const DomainResult& result, Stage stage);
// The URLs asked for over HTTP, in order.
[[nodiscard]] std::vector<std::string> urls_tried(const DomainResult& result);

}  // namespace tidemark::analyzer
