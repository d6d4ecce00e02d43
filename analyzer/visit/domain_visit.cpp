#include "analyzer/visit/domain_visit.hpp"

#include "analyzer/page/page_facts.hpp"
#include "analyzer/page/url_host.hpp"
#include "analyzer/verdict/verdict.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

constexpr std::size_t kAddressesTried = 2;

std::chrono::milliseconds since(SteadyTime start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(steady_now() - start);
}

bool is_redirect(const HttpResponse& response) {
  const int status = response.status;
  const bool redirects =
      status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  return redirects && response.header("location");
}

bool never_connected(ErrorClass error) {
  return error == ErrorClass::kConnectRefused || error == ErrorClass::kConnectUnreachable ||
         error == ErrorClass::kConnectTimeout;
}

}  // namespace

asio::awaitable<DomainResult> DomainVisit::run(std::string domain, std::string source) {
  const SteadyTime start = steady_now();
  const Deadline budget = Deadline::in(options_.budget);
  result_.domain = std::move(domain);
  result_.source = std::move(source);

  const Deadline http_share = budget.within(options_.budget * 2 / 5);
  co_await read_over_http(http_share);
  if (tools_.browsers != nullptr && browser_might_cure(result_.state, result_.cause)) {
    co_await read_in_browser(budget);
  }
  result_.took = since(start);
  co_return std::move(result_);
}

asio::awaitable<void> DomainVisit::read_over_http(Deadline deadline) {
  const std::string secure = "https://" + result_.domain + "/";
  auto url = parse_url(secure);
  if (!url) {
    result_.cause = ErrorClass::kDnsFailed;
    result_.state = judge_failure(*result_.cause);
    co_return;
  }
  Url first = *url;
  Reading reading = co_await follow(first, deadline);
  const bool no_tls_here = reading.error && (never_connected(*reading.error) ||
                                             *reading.error == ErrorClass::kTlsFailed);
  if (no_tls_here && !deadline.passed()) {
    const std::string plain = "http://" + result_.domain + "/";
    Url second = *parse_url(plain);
    Reading without_tls = co_await follow(second, deadline);
    if (!without_tls.error) reading = std::move(without_tls);
  }
  judge_reading(std::move(reading));
}

asio::awaitable<DomainVisit::Reading> DomainVisit::follow(Url url, Deadline deadline) {
  for (int hop = 0;; ++hop) {
    Reading reading = co_await fetch(url, deadline);
    if (reading.error || !is_redirect(*reading.response)) co_return reading;
    if (hop == options_.max_redirects) {
      reading.error = ErrorClass::kTooManyRedirects;
      co_return reading;
    }
    const auto next = follow_location(url, *reading.response->header("location"));
    if (!next) {
      reading.error = ErrorClass::kBadRedirect;
      result_.attempts.back().detail = next.error().message;
      co_return reading;
    }
    url = *next;
  }
}

asio::awaitable<DomainVisit::Reading> DomainVisit::fetch(Url url, Deadline deadline) {
  Reading reading{.url = url};
  const auto endpoints = co_await locate(url, deadline);
  if (!endpoints) {
    reading.error = endpoints.error();
    co_return reading;
  }
  for (const Endpoint& endpoint : *endpoints) {
    const std::string text = url.text;
    const Endpoint target = endpoint;
    HttpOutcome outcome = co_await tools_.http.get(text, target, deadline);
    Attempt attempt{.method = Method::kHttp,
                    .url = url.text,
                    .stage = outcome.stage,
                    .error = outcome.error,
                    .detail = outcome.detail,
                    .took = outcome.took,
                    .received = outcome.received};
    if (outcome.response) attempt.status = outcome.response->status;
    result_.attempts.push_back(std::move(attempt));
    reading.error = outcome.error;
    reading.response = std::move(outcome.response);
    if (!reading.error || !never_connected(*reading.error)) break;
  }
  if (!reading.error && !is_redirect(*reading.response)) {
    std::string shown = url.text;
    auto judgement = co_await judge(*reading.response, std::move(shown), deadline);
    if (judgement) {
      reading.judgement = std::move(*judgement);
    } else {
      reading.error = ErrorClass::kSlowResponse;
    }
  }
  co_return reading;
}

// Reads and judges on the CPU pool. Nothing: the deadline came first.
asio::awaitable<std::optional<DomainVisit::Judgement>> DomainVisit::judge(
    const HttpResponse& response, std::string url, Deadline deadline) {
  // The work may outlive this visit, so it owns copies of what it reads.
  std::function<Judgement()> work = [response, url = std::move(url), domain = result_.domain,
                                     &rules = tools_.rules] {
    const auto type = response.header("content-type").value_or("");
    PageFacts page = read_page(response.body, type, url_host(url));
    Verdict verdict = judge_answer({.domain = domain,
                                    .final_url = url,
                                    .status = response.status,
                                    .headers = response.headers,
                                    .page = page},
                                   rules);
    return Judgement{.content = std::move(page.content), .verdict = std::move(verdict)};
  };
  co_return co_await tools_.cpu.run<Judgement>(std::move(work), deadline);
}

void DomainVisit::take(Judgement judgement) {
  Verdict& verdict = judgement.verdict;
  result_.state = verdict.state;
  result_.confidence = verdict.confidence;
  result_.vendor = std::move(verdict.vendor);
  result_.signal = std::move(verdict.signal);
  // What HTTP's headers told stays true when a browser sees the page, too.
  for (VendorSighting& sighting : verdict.protections) {
    std::erase_if(result_.protections,
                  [&](const VendorSighting& known) { return known.rule == sighting.rule; });
    result_.protections.push_back(std::move(sighting));
  }
  result_.title = judgement.content.title;
  result_.text_length = judgement.content.text_length;
  result_.content = std::move(judgement.content);
}

asio::awaitable<std::expected<std::vector<Endpoint>, ErrorClass>> DomainVisit::locate(
    Url url, Deadline deadline) {
  const std::optional<Endpoint> mapped = tools_.map.find(url.host, url.port);
  if (mapped && !options_.resolve_mapped) co_return std::vector{*mapped};

  auto known = resolved_.find(url.host);
  if (known == resolved_.end()) {
    const SteadyTime start = steady_now();
    const std::string host = url.host;
    Resolution resolution = co_await tools_.resolver.resolve(host, deadline);
    result_.attempts.push_back({.method = Method::kDns,
                                .url = host,
                                .stage = Stage::kDns,
                                .error = resolution.error,
                                .detail = resolution.detail,
                                .took = since(start)});
    known = resolved_.emplace(host, std::move(resolution)).first;
  }
  if (known->second.error) co_return std::unexpected(*known->second.error);
  if (mapped) co_return std::vector{*mapped};
  std::vector<Endpoint> endpoints;
  for (const std::string& address : known->second.addresses) {
    if (endpoints.size() < kAddressesTried) endpoints.push_back({address, url.port});
  }
  co_return endpoints;
}

void DomainVisit::judge_reading(Reading reading) {
  result_.final_url = reading.url.text;
  if (reading.response) result_.status = reading.response->status;
  if (reading.error) {
    Verdict verdict = judge_failure(*reading.error, result_.attempts);
    result_.cause = reading.error;
    result_.state = verdict.state;
    result_.confidence = verdict.confidence;
    result_.signal = std::move(verdict.signal);
    return;
  }
  take(std::move(reading.judgement));
  result_.read_by = Method::kHttp;
}

asio::awaitable<void> DomainVisit::read_in_browser(Deadline deadline) {
  const std::string url =
      result_.final_url.empty() ? "https://" + result_.domain + "/" : result_.final_url;
  tools_.events.slot_wanted(worker_, result_.domain);
  bool has_slot = false;
  std::function<void(Pid)> on_slot = [this, &has_slot](Pid browser) {
    has_slot = true;
    tools_.events.slot_taken(worker_, result_.domain, browser);
  };
  PageVisit page = co_await tools_.browsers->visit(url, deadline, on_slot);
  if (has_slot) tools_.events.slot_released(worker_, result_.domain);
  result_.attempts.push_back({.method = Method::kBrowser,
                              .url = url,
                              .stage = page.stage,
                              .error = page.error,
                              .detail = page.detail,
                              .status = page.status,
                              .took = page.took,
                              .slot_wait = page.slot_wait,
                              .received = page.received});
  judge_page(page);
}

void DomainVisit::judge_page(const PageVisit& page) {
  if (page.error) {
    // HTTP's cause is the more exact one; a browser names most network errors alike.
    if (!result_.cause || page.error == ErrorClass::kCancelled) result_.cause = page.error;
    return;
  }
  PageFacts facts;
  facts.content.title = page.title;
  facts.content.text = page.text;
  facts.content.text_length = page.text_length;
  facts.content.scripts = result_.content.scripts;
  Verdict verdict = judge_answer({.domain = result_.domain,
                                  .final_url = page.final_url,
                                  .status = page.status.value_or(200),
                                  .page = facts,
                                  .read_by = Method::kBrowser},
                                 tools_.rules);
  take({.content = std::move(facts.content), .verdict = std::move(verdict)});
  result_.cause.reset();
  result_.status = page.status;
  result_.final_url = page.final_url;
  result_.read_by = Method::kBrowser;
}

}  // namespace tidemark::analyzer
