#include "analyzer/browser/page_state.hpp"

#include <nlohmann/json.hpp>

namespace tidemark::analyzer {
using nlohmann::json;

namespace {

// A field of the protocol, or its neutral value: the browser is trusted to speak CDP, but a version
// that leaves a field out must not end us.
std::string text_in(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Requests that stay open as long as the page likes do not keep it from being finished.
bool is_endless_kind(const std::string& type) {
  return type == "EventSource" || type == "WebSocket" || type == "Media" || type == "Ping";
}

bool may_bring_text(const std::string& type) {
  return type == "Document" || type == "Script" || type == "XHR" || type == "Fetch";
}

}  // namespace

void PageState::take(const std::string& method, const json& params, SteadyTime now) {
  if (method.starts_with("Network.")) {
    take_network(method, params, now);
  } else if (method == "Page.frameNavigated") {
    if (const auto frame = params.find("frame"); frame != params.end()) take_document(*frame);
  } else if (method == "Page.domContentEventFired") {
    dom_ready_ = true;
  } else if (method == "Page.loadEventFired") {
    loaded_at_ = now;
  } else if (method.starts_with("Page.frame")) {
    take_navigation(method, params);
  } else if (method == "Inspector.targetCrashed") {
    crashed_ = true;
    ended_ = "the page's process crashed";
  } else if (method == "Inspector.detached") {
    if (ended_.empty()) ended_ = "the tab was closed";
  }
}

// What a script or <meta refresh> announces of its own document.
void PageState::take_navigation(const std::string& method, const json& params) {
  // A page that means to change in a minute is read as it is now.
  constexpr double kSoonSeconds = 5;
  if (text_in(params, "frameId") != main_frame_) return;
  if (method == "Page.frameRequestedNavigation") {
    leaving_ = leaving_ || text_in(params, "disposition") == "currentTab";
  } else if (method == "Page.frameScheduledNavigation") {
    const auto delay = params.find("delay");
    leaving_ = delay != params.end() && delay->is_number() && delay->get<double>() <= kSoonSeconds;
  } else if (method == "Page.frameClearedScheduledNavigation" ||
             method == "Page.frameStoppedLoading") {
    leaving_ = false;
  }
}

void PageState::request_ended(const std::string& request, SteadyTime now) {
  in_flight_.erase(request);
  if (texts_in_flight_.erase(request) > 0 && dom_ready_) texts_changed_at_ = now;
}

void PageState::take_network(const std::string& method, const json& params, SteadyTime now) {
  // A page may open requests without end; more than this is as busy as a page can be.
  constexpr std::size_t kMaxFollowed = 1000;
  const std::string request = text_in(params, "requestId");
  if (method == "Network.requestWillBeSent") {
    take_request(params);
    const std::string type = text_in(params, "type");
    if (in_flight_.size() < kMaxFollowed && !is_endless_kind(type)) {
      in_flight_.insert(request);
      if (may_bring_text(type)) {
        texts_in_flight_.insert(request);
        if (dom_ready_) texts_changed_at_ = now;
      }
    }
  } else if (method == "Network.responseReceived") {
    take_response(params);
  } else if (method == "Network.responseReceivedExtraInfo") {
    take_cookies(request, params);
  } else if (method == "Network.dataReceived") {
    const auto length = params.find("dataLength");
    if (length != params.end() && length->is_number_unsigned()) {
      received_ += Bytes{length->get<std::uint64_t>()};
    }
  } else if (method == "Network.loadingFinished") {
    request_ended(request, now);
  } else if (method == "Network.loadingFailed") {
    request_ended(request, now);
    if (text_in(params, "type") == "Document") {
      failed_request_ = request;
      failed_text_ = text_in(params, "errorText");
    }
  }
}

// A redirect is told as one more request with the new URL and the same id, which is also that of
// the document it leads to.
void PageState::take_request(const json& params) {
  if (text_in(params, "type") != "Document" || text_in(params, "frameId") != main_frame_) return;
  const auto request = params.find("request");
  if (request != params.end()) requested_url_ = text_in(*request, "url");
  requested_loader_ = text_in(params, "requestId");
  requested_cookies_.clear();
}

void PageState::take_response(const json& params) {
  const auto response = params.find("response");
  if (response == params.end()) return;
  const auto status = response->find("status");
  if (status == response->end() || !status->is_number_integer()) return;
  if (*status == 401 || *status == 407) asked_for_credentials_ = true;
  if (text_in(params, "type") != "Document" || text_in(params, "frameId") != main_frame_) return;
  answered_loader_ = text_in(params, "loaderId");
  answered_status_ = status->get<int>();
  const auto headers = response->find("headers");
  answered_headers_ = headers == response->end() ? HeaderList() : headers_in(*headers);
}

// Told by another part of the browser than all else: before or after the answer they belong to, or
// even its document.
void PageState::take_cookies(const std::string& request, const json& params) {
  if (request != requested_loader_) return;
  const auto headers = params.find("headers");
  if (headers == params.end()) return;
  requested_cookies_ = headers_in(*headers);
  std::erase_if(requested_cookies_,
                [](const auto& header) { return header.first != "set-cookie"; });
  if (request == loader_ && request == answered_loader_) headers_ = answered_headers();
}

HeaderList PageState::answered_headers() const {
  HeaderList headers = answered_headers_;
  if (answered_loader_ == requested_loader_) {
    headers.insert(headers.end(), requested_cookies_.begin(), requested_cookies_.end());
  }
  return headers;
}

void PageState::take_document(const json& frame) {
  if (origins_.size() < kMaxOrigins) origins_.insert(text_in(frame, "securityOrigin"));
  if (text_in(frame, "id") != main_frame_) return;
  const std::string unreachable = text_in(frame, "unreachableUrl");
  const std::string loader = text_in(frame, "loaderId");
  commit(loader);
  url_ = unreachable.empty() ? text_in(frame, "url") : unreachable;
  if (!unreachable.empty()) {
    network_error_ = failed_request_ == loader ? failed_text_ : "net::ERR_FAILED";
  }
}

void PageState::commit(const std::string& loader) {
  if (loader.empty() || loader == loader_) return;
  loader_ = loader;
  ++documents_;
  const bool answered = loader == answered_loader_;
  status_ = answered ? answered_status_ : std::nullopt;
  headers_ = answered ? answered_headers() : HeaderList();
  network_error_.clear();
  dom_ready_ = false;
  loaded_at_.reset();
  leaving_ = false;
  texts_changed_at_ = {};
}

void PageState::stop(SteadyTime now) {
  dom_ready_ = true;
  loaded_at_ = now;
  in_flight_.clear();
  texts_in_flight_.clear();
  leaving_ = false;
}

}  // namespace tidemark::analyzer
