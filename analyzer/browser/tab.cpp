#include "analyzer/browser/tab.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "analyzer/browser/browser_flags.hpp"
#include "analyzer/browser/network_cause.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
using nlohmann::json;
using std::chrono::milliseconds;

namespace {

// Runs in a script world of its own and takes its getters from the prototypes, so that no script or
// element of the page can answer in its place. Slices before anything crosses the pipe; half a
// surrogate pair at a cut would not be JSON.
constexpr const char* kReadPage = R"js((() => {
  const of = (proto, name, object) => Object.getOwnPropertyDescriptor(proto, name).get.call(object);
  const cut = (text, length) => String(text ?? '').slice(0, length).toWellFormed();
  const body = of(Document.prototype, 'body', document) ??
               of(Document.prototype, 'documentElement', document);
  const seen = body instanceof HTMLElement ? of(HTMLElement.prototype, 'innerText', body)
             : body ? of(Node.prototype, 'textContent', body) : '';
  const text = seen.trim();
  return {url: cut(location.href, 2000), text: cut(text, 65536), length: text.length,
          title: cut(of(Document.prototype, 'title', document), 300)};
})())js";

constexpr milliseconds kReadingPause(150);
constexpr milliseconds kQuietTime(500);
constexpr milliseconds kIdleTime(1000);
// A page that keeps changing, or that waits for one hanging part, is read as it is after this time.
constexpr milliseconds kLongestLoaded(3000);
constexpr milliseconds kQuietUnloaded(2000);
constexpr milliseconds kDisposalTime(1000);

std::string text_in(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Result<PageReading> reading_in(const json& answer) {
  const auto result = answer.find("result");
  const auto value = result != answer.end() ? result->find("value") : answer.end();
  if (result == answer.end() || value == result->end() || !value->is_object()) {
    return failure(ErrorCode::kProtocol, "the page could not be read");
  }
  PageReading reading{.url = text_in(*value, "url"),
                      .title = text_in(*value, "title"),
                      .text = text_in(*value, "text")};
  if (const auto length = value->find("length"); length != value->end() && length->is_number()) {
    reading.text_length = length->get<std::size_t>();
  }
  return reading;
}

bool has_settled(const PageState& page, const PageReading& reading, SteadyTime unchanged_since) {
  const SteadyTime now = steady_now();
  const bool has_text = reading.text_length > 0;
  const auto quiet = now - unchanged_since;
  const std::optional<SteadyTime> loaded_at = page.loaded_at();
  if (!loaded_at) return page.dom_ready() && has_text && quiet >= kQuietUnloaded;
  const auto loaded = now - *loaded_at;
  if (has_text && (quiet >= kQuietTime || loaded >= kLongestLoaded)) return true;
  return loaded >= kIdleTime && page.idle();
}

void fail(PageVisit& visit, ErrorClass error, std::string detail) {
  visit.error = error;
  visit.detail = std::move(detail);
}

// A command that failed: `on_timeout` is what it means that the deadline came first.
void fail(PageVisit& visit, const Error& error, ErrorClass on_timeout) {
  switch (error.code) {
    case ErrorCode::kTimedOut: return fail(visit, on_timeout, error.message);
    case ErrorCode::kCancelled: return fail(visit, ErrorClass::kCancelled, error.message);
    case ErrorCode::kGone: return fail(visit, ErrorClass::kBrowserLost, error.message);
    default: return fail(visit, ErrorClass::kNavigationFailed, error.message);
  }
}

}  // namespace

Tab::Tab(asio::any_io_executor executor, std::shared_ptr<Browser> browser)
    : browser_(std::move(browser)), changed_(std::move(executor)) {}

Tab::~Tab() {
  if (!session_.empty()) browser_->cdp().on_event(session_, {});
}

asio::awaitable<Result<void>> Tab::open(Deadline deadline) {
  auto lane = browser_->open_lane();
  if (!lane) co_return std::unexpected(lane.error());
  lane_ = std::move(*lane);
  CdpConnection& cdp = browser_->cdp();
  opening_ = true;
  const json storage{{"disposeOnDetach", true},
                     {"proxyServer", lane_->address()},
                     {"proxyBypassList", kProxyBypass}};
  const auto context = co_await cdp.call("Target.createBrowserContext", storage, "", deadline);
  if (!context) co_return std::unexpected(context.error());
  context_ = text_in(*context, "browserContextId");
  const json downloads{{"behavior", "deny"}, {"browserContextId", context_}};
  cdp.post("Browser.setDownloadBehavior", downloads, "");
  const json blank{{"url", "about:blank"}, {"browserContextId", context_}};
  const auto target = co_await cdp.call("Target.createTarget", blank, "", deadline);
  if (!target) co_return std::unexpected(target.error());
  target_ = text_in(*target, "targetId");
  const json attaching{{"targetId", target_}, {"flatten", true}};
  const auto session = co_await cdp.call("Target.attachToTarget", attaching, "", deadline);
  if (!session) co_return std::unexpected(session.error());
  session_ = text_in(*session, "sessionId");
  co_return co_await follow(deadline);
}

asio::awaitable<Result<void>> Tab::follow(Deadline deadline) {
  page_ = PageState(target_);  // a tab's main frame has the target's id
  CdpConnection& cdp = browser_->cdp();
  cdp.on_event(session_, [this](const std::string& method, const json& params) {
    take_event(method, params);
  });
  const json nothing = json::object();
  cdp.post("Inspector.enable", nothing, session_);
  cdp.post("Page.enable", nothing, session_);
  // The bodies are read by nobody: the browser need not keep them.
  const json keep_nothing{
      {"maxTotalBufferSize", 1024}, {"maxResourceBufferSize", 1024}, {"maxPostDataSize", 0}};
  // Its answer must be awaited, and comes after the others': a navigation that overtakes them goes
  // to a new process which then knows nothing of what was enabled.
  const auto enabled = co_await cdp.call("Network.enable", keep_nothing, session_, deadline);
  if (!enabled) co_return std::unexpected(enabled.error());
  co_return Result<void>();
}

void Tab::take_event(const std::string& method, const json& params) {
  if (method == "Page.javascriptDialogOpening") {
    const json refuse{{"accept", false}};
    browser_->cdp().post("Page.handleJavaScriptDialog", refuse, session_);
    return;
  }
  page_.take(method, params, steady_now());
  if (!cut_ && page_.received() > cap_) cut_off();
  if (!page_.ended().empty()) {
    browser_->cdp().end_session(session_);
    changed_.notify();
  }
}

void Tab::cut_off() {
  cut_ = true;
  CdpConnection& cdp = browser_->cdp();
  const json nothing = json::object();
  cdp.post("Page.stopLoading", nothing, session_);
  // Nor may its script fetch more.
  const json offline{
      {"offline", true}, {"latency", 0}, {"downloadThroughput", -1}, {"uploadThroughput", -1}};
  cdp.post("Network.emulateNetworkConditions", offline, session_);
  page_.stop(steady_now());
}

asio::awaitable<void> Tab::visit(std::string url, Deadline deadline, Bytes cap, PageVisit& visit) {
  cap_ = cap;
  // The cap counts what the tab is told of; workers and WebSockets are seen on the lane only.
  lane_->begin(deadline, cap + cap);
  co_await go(url, deadline, visit);
  visit.traffic = lane_->end();
  visit.received = page_.received();
  const std::string requested = page_.requested_url().empty() ? url : page_.requested_url();
  explain(visit, requested, visit.traffic);
}

asio::awaitable<void> Tab::go(std::string url, Deadline deadline, PageVisit& visit) {
  visit.stage = Stage::kNavigation;
  const bool arrived = co_await navigate(std::move(url), deadline, visit);
  if (!arrived) co_return;
  visit.stage = Stage::kPage;
  co_await settle(deadline, visit);
}

asio::awaitable<bool> Tab::navigate(std::string url, Deadline deadline, PageVisit& visit) {
  const json destination{{"url", url}};
  const auto answer =
      co_await browser_->cdp().call("Page.navigate", destination, session_, deadline);
  visit.status = page_.answered_status();
  if (!answer) {
    fail(visit, answer.error(), ErrorClass::kNavigationTimeout);
    if (!page_.ended().empty()) visit.detail = page_.ended();
    co_return false;
  }
  page_.commit(text_in(*answer, "loaderId"));
  const std::string error = text_in(*answer, "errorText");
  if (error.empty()) co_return true;
  const auto download = answer->find("isDownload");
  const bool is_download =
      download != answer->end() && download->is_boolean() && download->get<bool>();
  if (is_download) {
    fail(visit, ErrorClass::kDownload, error);
  } else if (visit.status.value_or(0) >= 400) {
    // The server's refusal came without a page; Chromium shows one of its own, which is not read.
    visit.stage = Stage::kPage;
    visit.final_url = page_.url();
  } else {
    fail(visit, ErrorClass::kNavigationFailed, error);
  }
  co_return false;
}

asio::awaitable<void> Tab::settle(Deadline deadline, PageVisit& visit) {
  bool answered = false;
  SteadyTime unchanged_since = steady_now();
  while (page_.ended().empty() && page_.network_error().empty()) {
    const SteadyTime before = steady_now();
    auto reading = co_await read(deadline);
    const auto effort = steady_now() - before;
    if (reading) {
      answered = true;
      const bool unchanged = reading_ && reading_->text_length == reading->text_length;
      if (!unchanged) unchanged_since = steady_now();
      reading_ = std::move(*reading);
    } else if (reading.error().code == ErrorCode::kGone ||
               reading.error().code == ErrorCode::kCancelled) {
      fail(visit, reading.error(), ErrorClass::kPageUnresponsive);
      break;
    }
    if (reading_ && has_settled(page_, *reading_, unchanged_since)) break;
    // A page that is slow to read is read less often.
    const auto pause = std::max<std::chrono::nanoseconds>(kReadingPause, 3 * effort);
    const Deadline next = deadline.within(pause);
    if (co_await changed_.wait(next) == Woken::kCancelled) {
      fail(visit, ErrorClass::kCancelled, "cancelled");
      break;
    }
    if (deadline.passed()) break;
  }
  conclude(visit, answered);
}

void Tab::conclude(PageVisit& visit, bool answered) const {
  visit.status = page_.status();
  visit.final_url = page_.url().substr(0, 2000);
  if (!page_.network_error().empty()) {
    if (visit.status.value_or(0) >= 400) return;
    visit.stage = Stage::kNavigation;
    return fail(visit, ErrorClass::kNavigationFailed, page_.network_error());
  }
  if (reading_) {
    visit.final_url = reading_->url;
    visit.title = reading_->title;
    visit.text = reading_->text;
    visit.text_length = reading_->text_length;
  }
  if (cut_) visit.detail = "cut off at " + to_string(cap_);
  if (visit.error) return;
  if (!page_.ended().empty()) return fail(visit, ErrorClass::kBrowserLost, page_.ended());
  if (!answered) {
    return fail(visit, ErrorClass::kPageUnresponsive, "the page's script let nobody else run");
  }
  if (visit.text_length == 0 && !page_.dom_ready()) {
    fail(visit, ErrorClass::kNavigationTimeout, "the document did not end in time");
  }
}

asio::awaitable<Result<PageReading>> Tab::read(Deadline deadline) {
  const auto world = co_await reading_world(deadline);
  if (!world) co_return std::unexpected(world.error());
  const json script{{"expression", kReadPage}, {"contextId", *world}, {"returnByValue", true}};
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

asio::awaitable<bool> Tab::dispose() {
  if (!opening_ || browser_->cdp().closed()) co_return true;
  if (context_.empty()) co_return false;  // the browser may have made one and never told us
  const Deadline deadline = Deadline::in(kDisposalTime);
  const json storage{{"browserContextId", context_}};
  CdpConnection& cdp = browser_->cdp();
  const auto disposed = co_await cdp.call("Target.disposeBrowserContext", storage, "", deadline);
  if (disposed || cdp.closed()) co_return true;
  const json target{{"targetId", target_}};
  if (!target_.empty()) cdp.post("Target.closeTarget", target, "");
  co_return false;
}

}  // namespace tidemark::analyzer
