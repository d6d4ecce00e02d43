#include "analyzer/visit/browser_stage.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

constexpr int kTries = 3;
// Less is not worth another try.
constexpr std::chrono::milliseconds kWorthATry{1000};

Attempt record_of(const std::string& url, const PageVisit& page) {
  return {.method = Method::kBrowser,
          .url = url,
          .stage = page.stage,
          .error = page.error,
          .detail = page.detail,
          .status = page.status,
          .took = page.took,
          .slot_wait = page.slot_wait,
          .received = page.received};
}

asio::awaitable<PageVisit> try_once(const VisitTools& tools, int worker, std::string domain,
                                    std::string url, Deadline deadline) {
  tools.events.slot_wanted(worker, domain);
  bool has_slot = false;
  std::function<void(Pid)> on_slot = [&](Pid browser) {
    has_slot = true;
    tools.events.slot_taken(worker, domain, browser);
  };
  PageVisit page = co_await tools.browsers->visit(url, deadline, on_slot);
  if (has_slot) tools.events.slot_released(worker, domain);
  co_return page;
}

}  // namespace

asio::awaitable<PageVisit> read_in_browser(const VisitTools& tools, int worker, Deadline deadline,
                                           DomainResult& result) {
  const std::string domain = result.domain;
  const std::string url =
      result.final_url.empty() ? "https://" + result.domain + "/" : result.final_url;
  for (int tries = 1;; ++tries) {
    PageVisit page = co_await try_once(tools, worker, domain, url, deadline);
    result.attempts.push_back(record_of(url, page));
    const bool again = page.error == ErrorClass::kBrowserLost && tries < kTries &&
                       deadline.remaining() >= kWorthATry;
    if (!again) co_return page;
  }
}

}  // namespace tidemark::analyzer
