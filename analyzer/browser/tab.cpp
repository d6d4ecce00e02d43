#include "analyzer/browser/tab.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "analyzer/browser/network_cause.hpp"
#include "analyzer/browser/tab_failure.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
using nlohmann::json;
using std::chrono::milliseconds;

namespace {

// A page that asks for data all the time is read at intervals only.
constexpr int kMostCompletions = 10;
constexpr milliseconds kDisposalTime(1000);
constexpr milliseconds kSuccessionTime(2000);

}  // namespace

Tab::Tab(asio::any_io_executor executor, const std::shared_ptr<Browser>& browser)
    : Tab(std::move(executor), browser, std::make_shared<StorageContext>(browser)) {}

Tab::Tab(asio::any_io_executor executor, std::shared_ptr<Browser> browser,
         std::shared_ptr<StorageContext> context)
    : browser_(std::move(browser)),
      executor_(std::move(executor)),
      changed_(executor_),
      context_(std::move(context)) {}

Tab::~Tab() {
  if (!session_.empty()) browser_->cdp().on_event(session_, {});
}

asio::awaitable<Result<void>> Tab::open(Deadline deadline) {
  CdpConnection& cdp = browser_->cdp();
  if (context_->id().empty()) {
    const Result<void> opened = co_await context_->open(deadline);
    if (!opened) co_return opened;
  }
  const Result<void> created = co_await create_target(deadline);
  if (!created) co_return created;
  const json attaching{{"targetId", target_}, {"flatten", true}};
  const auto session = co_await cdp.call("Target.attachToTarget", attaching, "", deadline);
  if (!session) co_return std::unexpected(session.error());
  session_ = text_in(*session, "sessionId");
  co_return co_await follow(deadline);
}

asio::awaitable<Result<void>> Tab::create_target(Deadline deadline) {
  json blank{{"url", "about:blank"}, {"browserContextId", context_->id()}};
  const bool on_demand = browser_->frames() == Frames::kOnDemand;
  if (on_demand) blank["enableBeginFrameControl"] = true;
  CdpConnection& cdp = browser_->cdp();
  auto target = co_await cdp.call("Target.createTarget", blank, "", deadline);
  if (!target && on_demand && target.error().code == ErrorCode::kProtocol) {
    browser_->frame_continuously();
    blank.erase("enableBeginFrameControl");
    target = co_await cdp.call("Target.createTarget", blank, "", deadline);
  }
  if (!target) co_return std::unexpected(target.error());
  frames_ = browser_->frames();
  target_ = text_in(*target, "targetId");
  co_return Result<void>();
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
  if (method == "Page.javascriptDialogOpening") return answer_dialog(params);
  page_.take(method, params, steady_now());
  if (!cut_ && page_.received() > cap_) cut_off();
  if (!page_.ended().empty()) {
    browser_->cdp().end_session(session_);
    changed_.notify();
  }
  const bool complete = page_.dom_ready() && page_.texts_idle();
  const bool completed = !std::exchange(complete_, complete) && complete;
  if (completed && ++completions_ <= kMostCompletions) changed_.notify();
}

// Whoever asks whether to leave is left, everything else is refused.
void Tab::answer_dialog(const json& params) {
  const json answer{{"accept", text_in(params, "type") == "beforeunload"}};
  browser_->cdp().post("Page.handleJavaScriptDialog", answer, session_);
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

asio::awaitable<void> Tab::visit(TabOrder order, Deadline deadline, PageVisit& visit) {
  cap_ = order.cap;
  Lane& lane = context_->lane();
  // The cap counts what the tab is told of; workers and WebSockets are seen on the lane only.
  lane.begin(deadline, cap_ + cap_);
  const std::string url = order.url;
  co_await go(std::move(order), deadline, visit);
  visit.traffic = lane.end();
  visit.received = page_.received();
  const std::string requested = page_.requested_url().empty() ? url : page_.requested_url();
  explain(visit, requested, visit.traffic);
}

asio::awaitable<void> Tab::go(TabOrder order, Deadline deadline, PageVisit& visit) {
  visit.stage = Stage::kNavigation;
  const bool arrived = co_await navigate(std::move(order.url), deadline, visit);
  if (!arrived) co_return;
  visit.stage = Stage::kPage;
  co_await settle(deadline, visit);
  if (order.screenshot) co_await photograph(deadline, visit);
}

asio::awaitable<bool> Tab::navigate(std::string url, Deadline deadline, PageVisit& visit) {
  const json destination{{"url", url}};
  CdpConnection& cdp = browser_->cdp();
  auto answer = co_await cdp.call("Page.navigate", destination, session_, deadline);
  // A renderer that a neighbour's crash is just taking down aborts what it is given, before
  // anything was asked of a server; the next try gets another.
  if (answer && text_in(*answer, "errorText") == "net::ERR_ABORTED" && !page_.answered_status() &&
      !cut_) {
    answer = co_await cdp.call("Page.navigate", destination, session_, deadline);
  }
  visit.status = page_.answered_status();
  if (!answer) {
    fail(visit, answer.error(), ErrorClass::kNavigationTimeout);
    if (!page_.ended().empty()) visit.detail = page_.ended();
    if (page_.crashed()) visit.error = ErrorClass::kRendererCrashed;
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
    visit.headers = page_.answered_headers();
  } else {
    fail(visit, ErrorClass::kNavigationFailed, error);
  }
  co_return false;
}

asio::awaitable<bool> Tab::close(Deadline deadline) {
  const json target{{"targetId", target_}};
  const auto closing = co_await browser_->cdp().call("Target.closeTarget", target, "", deadline);
  if (!closing) co_return false;
  // Its unload handlers may run after that answer, and store something.
  while (page_.ended().empty()) {
    if (co_await changed_.wait(deadline) != Woken::kNotified) co_return !page_.ended().empty();
  }
  co_return true;
}

asio::awaitable<std::unique_ptr<Tab>> Tab::succeed(Bytes garbage) {
  const std::set<std::string>& origins = page_.origins();
  const bool cleanable = responsive_ && !cut_ && page_.ended().empty() &&
                         !page_.asked_for_credentials() && origins.size() < kMaxOrigins;
  if (session_.empty() || !cleanable || context_->soiled()) co_return nullptr;
  const Deadline deadline = Deadline::in(kSuccessionTime);
  // First the new one, so that the renderer that both share is never without a tab and stays.
  std::unique_ptr<Tab> successor(new Tab(executor_, browser_, context_));
  const Result<void> opened = co_await successor->open(deadline);
  if (!opened) co_return nullptr;
  const bool closed = co_await close(deadline);
  if (!closed) co_return nullptr;
  std::set<std::string> stored_by = origins;
  const std::string session = successor->session_;
  const Result<void> cleaned =
      co_await context_->clean(std::move(stored_by), session, garbage, deadline);
  if (!cleaned || context_->soiled()) co_return nullptr;
  co_return successor;
}

asio::awaitable<bool> Tab::dispose() {
  const Deadline deadline = Deadline::in(kDisposalTime);
  const bool gone = co_await context_->dispose(deadline);
  const json target{{"targetId", target_}};
  if (!gone && !target_.empty()) browser_->cdp().post("Target.closeTarget", target, "");
  co_return gone;
}

}  // namespace tidemark::analyzer
