// The part of a tab that waits for a page to settle and reads it.
#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "analyzer/browser/settle_rule.hpp"
#include "analyzer/browser/tab.hpp"
#include "analyzer/browser/tab_failure.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
using nlohmann::json;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kReadingPause(150);
constexpr milliseconds kFrameInterval(33);
// A document that is not complete by then is looked at as it comes.
constexpr milliseconds kFirstReading(400);
// A page that sends itself elsewhere again and again never ends.
constexpr int kMostDocuments = 20;

}  // namespace

asio::awaitable<void> Tab::settle(Deadline deadline, PageVisit& visit) {
  bool answered = false;
  SteadyTime unchanged_since = steady_now();
  if (!page_.dom_ready()) {
    const Deadline first = deadline.within(kFirstReading);
    (void)co_await changed_.wait(first);
  }
  while (page_.ended().empty() && page_.network_error().empty()) {
    const SteadyTime before = steady_now();
    const Deadline remaining = deadline;
    auto reading = co_await read(remaining);
    const auto effort = steady_now() - before;
    responsive_ = reading.has_value();
    if (reading) {
      answered = true;
      const bool unchanged =
          reading_ && reading_->content.text_length == reading->content.text_length;
      if (!unchanged) unchanged_since = steady_now();
      reading_ = std::move(*reading);
    } else if (reading.error().code == ErrorCode::kGone ||
               reading.error().code == ErrorCode::kCancelled) {
      fail(visit, reading.error(), ErrorClass::kPageUnresponsive);
      break;
    }
    if (has_settled_since(unchanged_since) || page_.documents() > kMostDocuments) break;
    // A page that is slow to read is read less often.
    const auto pause = std::max<std::chrono::nanoseconds>(kReadingPause, 3 * effort);
    const Deadline next = deadline.within(pause);
    if (co_await wait_showing_frames(next) == Woken::kCancelled) {
      fail(visit, ErrorClass::kCancelled, "cancelled");
      break;
    }
    if (deadline.passed()) break;
  }
  conclude(visit, answered);
}

// A page that has not shown enough yet may be waiting for a frame before it goes on
// (requestAnimationFrame, IntersectionObserver), which nobody else gives it; most pages are read
// without any. Answers are not awaited: a busy script would not let it be drawn.
asio::awaitable<Woken> Tab::wait_showing_frames(Deadline deadline) {
  if (frames_ == Frames::kContinuous) co_return co_await changed_.wait(deadline);
  const json undrawn{{"noDisplayUpdates", true}};
  while (true) {
    browser_->cdp().post("HeadlessExperimental.beginFrame", undrawn, session_);
    const Deadline next = deadline.within(kFrameInterval);
    const Woken woken = co_await changed_.wait(next);
    if (woken != Woken::kTimedOut || deadline.passed()) co_return woken;
  }
}

bool Tab::has_settled_since(SteadyTime unchanged_since) const {
  if (!reading_) return false;
  Settling settling{.now = steady_now(),
                    .dom_ready = page_.dom_ready(),
                    .loaded_at = page_.loaded_at(),
                    .leaving = page_.leaving(),
                    .idle = page_.idle(),
                    .texts_idle = page_.texts_idle(),
                    .texts_changed_at = page_.texts_changed_at(),
                    .unchanged_since = unchanged_since,
                    .inert = reading_->inert};
  if (responsive_) settling.length = reading_->content.text_length;
  return has_settled(settling);
}

// What a person would see by now; without it the visit is as good.
asio::awaitable<void> Tab::photograph(Deadline deadline, PageVisit& visit) {
  if (visit.error || !page_.ended().empty()) co_return;
  constexpr milliseconds kPictures(2000);
  constexpr milliseconds kCapture(5000);
  const Deadline pictures = deadline.within(kPictures);
  while (!page_.loaded_at() && !pictures.passed()) {
    const Deadline next = pictures.within(milliseconds(100));
    if (co_await changed_.wait(next) == Woken::kCancelled) co_return;
  }
  const json shot{{"format", "png"}};
  const Deadline capture = deadline.within(kCapture);
  const auto answer =
      co_await browser_->cdp().call("Page.captureScreenshot", shot, session_, capture);
  if (answer) visit.screenshot = text_in(*answer, "data");
}

void Tab::conclude(PageVisit& visit, bool answered) {
  visit.status = page_.status();
  visit.headers = page_.headers();
  visit.final_url = page_.url().substr(0, 2000);
  if (!page_.network_error().empty()) {
    if (visit.status.value_or(0) >= 400) return;
    visit.stage = Stage::kNavigation;
    return fail(visit, ErrorClass::kNavigationFailed, page_.network_error());
  }
  if (reading_) {
    visit.final_url = reading_->url;
    visit.content = std::move(reading_->content);
    visit.markup = std::move(reading_->markup);
  }
  if (cut_) visit.detail = "cut off at " + to_string(cap_);
  if (page_.crashed()) return fail(visit, ErrorClass::kRendererCrashed, page_.ended());
  if (visit.error) return;
  if (!page_.ended().empty()) return fail(visit, ErrorClass::kBrowserLost, page_.ended());
  if (!answered) {
    return fail(visit, ErrorClass::kPageUnresponsive, "the page's script let nobody else run");
  }
  if (visit.content.text_length == 0 && !page_.dom_ready()) {
    fail(visit, ErrorClass::kNavigationTimeout, "the document did not end in time");
  }
}

asio::awaitable<Result<PageReading>> Tab::read(Deadline deadline) {
  const auto world = co_await reading_world(deadline);
  if (!world) co_return std::unexpected(world.error());
  const json script{
      {"expression", reading_script()}, {"contextId", *world}, {"returnByValue", true}};
  const auto answer = co_await browser_->cdp().call("Runtime.evaluate", script, session_, deadline);
  if (!answer) {
    world_.reset();  // most likely the page went elsewhere
    co_return std::unexpected(answer.error());
  }
  co_return reading_in(*answer);
}

asio::awaitable<Result<int>> Tab::reading_world(Deadline deadline) {
  // Numbers of script worlds are per process: another document may use the same for its own
  // scripts.
  if (world_ && world_document_ == page_.documents()) co_return *world_;
  world_document_ = page_.documents();
  const json where{{"frameId", target_}, {"worldName", "tidemark"}};
  const auto answer =
      co_await browser_->cdp().call("Page.createIsolatedWorld", where, session_, deadline);
  if (!answer) co_return std::unexpected(answer.error());
  const auto id = answer->find("executionContextId");
  if (id == answer->end() || !id->is_number_integer()) {
    co_return failure(ErrorCode::kProtocol, "Page.createIsolatedWorld: no world");
  }
  world_ = id->get<int>();
  co_return *world_;
}

}  // namespace tidemark::analyzer
