#include "analyzer/visit/judgement.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <utility>

#include <boost/asio/this_coro.hpp>

#include "analyzer/page/page_facts.hpp"
#include "analyzer/page/url_host.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

// Judging takes a millisecond or two; what is before it in the pool may take longer.
constexpr std::chrono::seconds kPatience{5};

void take(Judgement judgement, DomainResult& result) {
  Verdict& verdict = judgement.verdict;
  result.state = verdict.state;
  result.confidence = verdict.confidence;
  result.vendor = std::move(verdict.vendor);
  result.signal = std::move(verdict.signal);
  // What HTTP's headers told stays true when a browser sees the page, too.
  for (VendorSighting& sighting : verdict.protections) {
    std::erase_if(result.protections,
                  [&](const VendorSighting& known) { return known.rule == sighting.rule; });
    result.protections.push_back(std::move(sighting));
  }
  result.title = judgement.content.title;
  result.text_length = judgement.content.text_length;
  result.content = std::move(judgement.content);
  result.score = std::move(judgement.score);
}

void take_failure(const Reading& reading, ErrorClass error, DomainResult& result) {
  Verdict verdict = judge_failure(error, result.attempts);
  result.cause = error;
  result.state = verdict.state;
  result.confidence = verdict.confidence;
  result.signal = std::move(verdict.signal);
  if (error != ErrorClass::kSkipped) return;
  // It has said earlier how long it wants to be left alone.
  result.state = State::kRateLimited;
  result.confidence = Confidence::kMedium;
  result.inferred = Inference{reading.url.host, result.attempts.back().detail};
}

Judgement judged(PageContent content, Verdict verdict, const KeywordBook& keywords) {
  Judgement judgement{.content = std::move(content), .verdict = std::move(verdict)};
  if (is_scored(judgement.verdict.state)) judgement.score = keywords.score(judgement.content);
  return judgement;
}

// A page as its scripts made it. Its markup is there for the markers only: all else was read where
// styles and scripts had their say.
Judgement judge_shown(PageVisit page, const std::string& domain, const RuleBook& rules,
                      const KeywordBook& keywords) {
  PageFacts facts{.content = std::move(page.content),
                  .markers = read_page(page.markup, "text/html; charset=utf-8").markers};
  Verdict verdict = judge_answer({.domain = domain,
                                  .final_url = page.final_url,
                                  .status = page.status.value_or(200),
                                  .headers = page.headers,
                                  .page = facts,
                                  .read_by = Method::kBrowser},
                                 rules);
  return judged(std::move(facts.content), std::move(verdict), keywords);
}

// A document that came, although its script then let nobody read it: walls of that kind are known
// by their headers.
bool has_headers_only(const PageVisit& page) {
  const bool unread =
      page.error == ErrorClass::kPageUnresponsive || page.error == ErrorClass::kNavigationTimeout;
  return unread && page.status && !page.final_url.empty();
}

bool is_wall(State state) { return state == State::kChallenge || state == State::kBlocked; }

}  // namespace

asio::awaitable<std::optional<Judgement>> judge_response(const VisitTools& tools,
                                                         HttpResponse response, std::string domain,
                                                         std::string url) {
  // The work may outlive this visit, so it owns what it reads.
  std::function<Judgement()> work = [response = std::move(response), domain = std::move(domain),
                                     url = std::move(url), &rules = tools.rules,
                                     &keywords = tools.keywords] {
    const auto type = response.header("content-type").value_or("");
    PageFacts page = read_page(response.body, type, url_host(url));
    Verdict verdict = judge_answer({.domain = domain,
                                    .final_url = url,
                                    .status = response.status,
                                    .headers = response.headers,
                                    .page = page},
                                   rules);
    return judged(std::move(page.content), std::move(verdict), keywords);
  };
  const Deadline deadline = Deadline::in(kPatience);
  co_return co_await tools.cpu.run<Judgement>(std::move(work), deadline);
}

void judge_reading(Reading reading, DomainResult& result) {
  result.final_url = reading.url.text;
  if (reading.response) result.status = reading.response->status;
  if (reading.error) {
    take_failure(reading, *reading.error, result);
    return;
  }
  take(std::move(reading.judgement), result);
  result.read_by = Method::kHttp;
}

asio::awaitable<void> judge_page(const VisitTools& tools, PageVisit page, DomainResult& result) {
  if (page.error) {
    // HTTP's cause is the more exact one; a browser names most network errors alike.
    if (!result.cause || page.error == ErrorClass::kCancelled) result.cause = page.error;
    if (!has_headers_only(page)) co_return;
  }
  const bool was_read = !page.error;
  const std::optional<int> status = page.status;
  const std::string url = page.final_url;
  std::function<Judgement()> work = [page = std::move(page), domain = result.domain,
                                     &rules = tools.rules, &keywords = tools.keywords]() mutable {
    return judge_shown(std::move(page), domain, rules, keywords);
  };
  const Deadline deadline = Deadline::in(kPatience);
  auto judgement = co_await tools.cpu.run<Judgement>(std::move(work), deadline);
  if (!judgement) {
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) result.cause = ErrorClass::kCancelled;
    co_return;
  }
  if (!was_read && !is_wall(judgement->verdict.state)) co_return;
  take(std::move(*judgement), result);
  result.cause.reset();
  result.status = status;
  result.final_url = url;
  result.read_by = Method::kBrowser;
}

}  // namespace tidemark::analyzer
