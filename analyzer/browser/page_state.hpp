// What the events of a tab say about its page.
#pragma once

#include <optional>
#include <set>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "analyzer/browser/response_headers.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::analyzer {

// A page with more origins than this is not worth cleaning up behind.
inline constexpr std::size_t kMaxOrigins = 30;

// Follows one tab's main frame through Page, Network and Inspector events. Pure: no I/O, time is
// given.
class PageState {
 public:
  explicit PageState(std::string main_frame) : main_frame_(std::move(main_frame)) {}

  void take(const std::string& method, const nlohmann::json& params, SteadyTime now);
  // Page.navigate's answer names the document that is there now; its event may not have come yet.
  void commit(const std::string& loader);
  // No more of it will come: the page counts as loaded.
  void stop(SteadyTime now);

  // Of the document shown now.
  [[nodiscard]] std::optional<int> status() const { return status_; }
  [[nodiscard]] const HeaderList& headers() const { return headers_; }
  [[nodiscard]] const std::string& url() const { return url_; }
  // Chromium's net::ERR_... when an error page is shown instead of a document.
  [[nodiscard]] const std::string& network_error() const { return network_error_; }
  // What the main frame asked for last, shown or not.
  [[nodiscard]] const std::string& requested_url() const { return requested_url_; }
  // Of the newest answer for the main frame, shown or not (a download is not).
  [[nodiscard]] std::optional<int> answered_status() const { return answered_status_; }
  [[nodiscard]] HeaderList answered_headers() const;

  [[nodiscard]] bool dom_ready() const { return dom_ready_; }
  [[nodiscard]] std::optional<SteadyTime> loaded_at() const { return loaded_at_; }
  [[nodiscard]] bool idle() const { return in_flight_.empty(); }
  // None of the requests under way could bring text: a document, a script, a script's data.
  [[nodiscard]] bool texts_idle() const { return texts_in_flight_.empty(); }
  // When the last of those began or ended after the document itself was there.
  [[nodiscard]] SteadyTime texts_changed_at() const { return texts_changed_at_; }
  // The document is about to be replaced by another one.
  [[nodiscard]] bool leaving() const { return leaving_; }
  // The origins of all documents shown, frames included; more than a page has any use for is cut.
  [[nodiscard]] const std::set<std::string>& origins() const { return origins_; }
  // A server asked for a name and password.
  [[nodiscard]] bool asked_for_credentials() const { return asked_for_credentials_; }
  // Decoded bytes of everything the page loaded.
  [[nodiscard]] Bytes received() const { return received_; }
  // Why the tab will not answer any more; empty while it may.
  [[nodiscard]] const std::string& ended() const { return ended_; }
  // It ended because its renderer did.
  [[nodiscard]] bool crashed() const { return crashed_; }
  // How many documents were shown; a reading of an earlier one is void.
  [[nodiscard]] int documents() const { return documents_; }

 private:
  void take_network(const std::string& method, const nlohmann::json& params, SteadyTime now);
  void take_request(const nlohmann::json& params);
  void take_navigation(const std::string& method, const nlohmann::json& params);
  void request_ended(const std::string& request, SteadyTime now);
  void take_response(const nlohmann::json& params);
  void take_cookies(const std::string& request, const nlohmann::json& params);
  void take_document(const nlohmann::json& frame);

  std::string main_frame_;
  std::string requested_url_;
  std::string requested_loader_;
  HeaderList requested_cookies_;  // that its answer sets
  std::string answered_loader_;
  std::optional<int> answered_status_;
  HeaderList answered_headers_;  // without cookies
  std::string failed_request_;
  std::string failed_text_;

  int documents_ = 0;
  std::string loader_;
  std::string url_;
  std::optional<int> status_;
  HeaderList headers_;
  std::string network_error_;
  bool dom_ready_ = false;
  std::optional<SteadyTime> loaded_at_;
  bool leaving_ = false;
  std::set<std::string> in_flight_;
  std::set<std::string> texts_in_flight_;
  SteadyTime texts_changed_at_{};
  std::set<std::string> origins_;
  bool asked_for_credentials_ = false;
  Bytes received_;
  bool crashed_ = false;
  std::string ended_;
};

}  // namespace tidemark::analyzer
