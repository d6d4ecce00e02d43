// One domain, from its name to its result: DNS, then HTTP, then a browser where that can help.
#pragma once

#include <chrono>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "analyzer/browser/browser_pool.hpp"
#include "analyzer/dns/endpoint_map.hpp"
#include "analyzer/dns/resolver.hpp"
#include "analyzer/events/task_events.hpp"
#include "analyzer/http/http_client.hpp"
#include "analyzer/loop/cpu_pool.hpp"
#include "analyzer/page/page_facts.hpp"
#include "analyzer/result/domain_result.hpp"
#include "analyzer/rules/rule_book.hpp"
#include "analyzer/verdict/verdict.hpp"
#include "analyzer/visit/url.hpp"

namespace tidemark::analyzer {

// What a visit works with; all of it outlives the visit and is shared by all visits.
struct VisitTools {
  Resolver& resolver;
  HttpClient& http;
  BrowserPool* browsers = nullptr;  // absent: HTTP only
  CpuPool& cpu;
  const RuleBook& rules;
  TaskEvents& events;
  const EndpointMap& map;
};

struct VisitOptions {
  std::chrono::milliseconds budget{20000};  // everything included, queueing for a tab too
  bool resolve_mapped = false;              // ask DNS also for names that `map` covers
  int max_redirects = 10;
};

// Visits one domain; make one per visit. Every stage is given the remaining part of the budget, so
// run() returns when it is used up, whatever servers and pages do. HTTP may take two fifths of it,
// so that a browser still has a chance against a server that stalls programs.
class DomainVisit {
 public:
  DomainVisit(const VisitTools& tools, const VisitOptions& options, int worker)
      : tools_(tools), options_(options), worker_(worker) {}

  // On cancellation it returns soon with the cause kCancelled.
  [[nodiscard]] boost::asio::awaitable<DomainResult> run(std::string domain, std::string source);

 private:
  // A page and what it means.
  struct Judgement {
    PageContent content = {};
    Verdict verdict = {};
  };

  // How reading over HTTP ended.
  struct Reading {
    std::optional<ErrorClass> error = {};
    std::optional<HttpResponse> response = {};
    Judgement judgement = {};
    Url url = {};
  };

  boost::asio::awaitable<void> read_over_http(Deadline deadline);
  boost::asio::awaitable<Reading> follow(Url url, Deadline deadline);
  boost::asio::awaitable<Reading> fetch(Url url, Deadline deadline);
  boost::asio::awaitable<std::expected<std::vector<Endpoint>, ErrorClass>> locate(
      Url url, Deadline deadline);
  boost::asio::awaitable<void> read_in_browser(Deadline deadline);
  boost::asio::awaitable<std::optional<Judgement>> judge(const HttpResponse& response,
                                                         std::string url, Deadline deadline);
  void take(Judgement judgement);
  void judge_reading(Reading reading);
  void judge_page(const PageVisit& page);

  const VisitTools& tools_;
  const VisitOptions& options_;
  int worker_;
  DomainResult result_;
  std::map<std::string, Resolution> resolved_;
};

}  // namespace tidemark::analyzer
