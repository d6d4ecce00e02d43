#include "analyzer/visit/judgement.hpp"

#include <functional>

#include "analyzer/page/page_facts.hpp"
#include "analyzer/page/url_host.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

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

}  // namespace

asio::awaitable<std::optional<Judgement>> judge_response(const VisitTools& tools,
                                                         HttpResponse response, std::string domain,
                                                         std::string url, Deadline deadline) {
  // The work may outlive this visit, so it owns what it reads.
  std::function<Judgement()> work = [response = std::move(response), domain = std::move(domain),
                                     url = std::move(url), &rules = tools.rules] {
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

void judge_page(const PageVisit& page, const RuleBook& rules, DomainResult& result) {
  if (page.error) {
    // HTTP's cause is the more exact one; a browser names most network errors alike.
    if (!result.cause || page.error == ErrorClass::kCancelled) result.cause = page.error;
    return;
  }
  PageFacts facts{.content = page.content};
  Verdict verdict = judge_answer({.domain = result.domain,
                                  .final_url = page.final_url,
                                  .status = page.status.value_or(200),
                                  .page = facts,
                                  .read_by = Method::kBrowser},
                                 rules);
  take({.content = std::move(facts.content), .verdict = std::move(verdict)}, result);
  result.cause.reset();
  result.status = page.status;
  result.final_url = page.final_url;
  result.read_by = Method::kBrowser;
}

}  // namespace tidemark::analyzer
