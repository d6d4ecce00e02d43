#include "analyzer/visit/browser_stage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include "analyzer/browser/screenshot_file.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

// A browser may be lost through others' pages, a renderer most likely through its own.
constexpr int kMostLosses = 2;
constexpr int kMostCrashes = 1;
// Less is not worth another try.
constexpr std::chrono::milliseconds kWorthATry{1000};

// What the page wanted from the network and was not given; empty for nothing.
std::string refusals_in(const LaneReport& traffic) {
  if (traffic.refused == 0) return {};
  const auto first = std::ranges::find(traffic.contacts, ErrorClass::kAddressForbidden,
                                       [](const Contact& contact) { return contact.error; });
  std::string text = fmt::format("connections refused by the address policy: {}", traffic.refused);
  if (first != traffic.contacts.end()) text += ", the first: " + first->detail;
  return text;
}

void add_detail(std::string& detail, std::string_view more) {
  if (more.empty()) return;
  if (!detail.empty()) detail += "; ";
  detail += more;
}

Attempt record_of(const std::string& url, const PageVisit& page) {
  Attempt attempt{.method = Method::kBrowser,
                  .url = url,
                  .stage = page.stage,
                  .error = page.error,
                  .detail = page.detail,
                  .status = page.status,
                  .took = page.took,
                  .slot_wait = page.slot_wait,
                  .received = page.received};
  add_detail(attempt.detail, refusals_in(page.traffic));
  return attempt;
}

// Which tries have failed through no fault of the page, as far as one can tell.
class Mishaps {
 public:
  // Whether to forgive this one, too.
  [[nodiscard]] bool forgive(const PageVisit& page) {
    if (page.error == ErrorClass::kBrowserLost) return ++losses_ <= kMostLosses;
    if (page.outgrew) return false;
    if (page.error == ErrorClass::kRendererCrashed) return ++crashes_ <= kMostCrashes;
    return false;
  }

 private:
  int losses_ = 0;
  int crashes_ = 0;
};

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

// A picture that cannot be kept is noted with the attempt; the domain was visited all the same.
asio::awaitable<void> keep_screenshot(const VisitTools& tools, std::string picture,
                                      Deadline deadline, DomainResult& result) {
  std::function<Result<void>()> work = [folder = tools.screenshots, domain = result.domain,
                                        png = std::move(picture)] {
    return write_screenshot(folder, domain, png);
  };
  const auto kept = co_await tools.cpu.run<Result<void>>(std::move(work), deadline);
  if (!kept || *kept) co_return;
  add_detail(result.attempts.back().detail, "no screenshot: " + kept->error().message);
}

}  // namespace

asio::awaitable<PageVisit> read_in_browser(const VisitTools& tools, int worker, Deadline deadline,
                                           DomainResult& result) {
  const std::string domain = result.domain;
  const std::string url =
      result.final_url.empty() ? "https://" + result.domain + "/" : result.final_url;
  Mishaps mishaps;
  while (true) {
    PageVisit page = co_await try_once(tools, worker, domain, url, deadline);
    result.attempts.push_back(record_of(url, page));
    if (mishaps.forgive(page) && deadline.remaining() >= kWorthATry) continue;
    std::string picture = std::exchange(page.screenshot, {});
    const bool has_picture = !picture.empty();
    if (has_picture) co_await keep_screenshot(tools, std::move(picture), deadline, result);
    co_return page;
  }
}

}  // namespace tidemark::analyzer
