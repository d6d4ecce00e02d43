// One tab, for one visit.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <nlohmann/json_fwd.hpp>

#include "analyzer/browser/browser.hpp"
#include "analyzer/browser/browser_pool.hpp"
#include "analyzer/browser/page_reading.hpp"
#include "analyzer/browser/page_state.hpp"
#include "analyzer/browser/storage_context.hpp"
#include "analyzer/loop/wakeup.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// What a visit is to do.
struct TabOrder {
  std::string url;
  Bytes cap = {};  // a page that sends more is cut off
  bool screenshot = false;
};

// Opened, used for one visit, disposed of; its storage context may go on to a successor. No call
// outlasts its deadline.
class Tab {
 public:
  // In a storage context of its own.
  Tab(boost::asio::any_io_executor executor, const std::shared_ptr<Browser>& browser);
  Tab(const Tab&) = delete;
  Tab& operator=(const Tab&) = delete;
  ~Tab();

  [[nodiscard]] boost::asio::awaitable<Result<void>> open(Deadline deadline);

  // Goes to `order.url`, waits for its text to settle, and fills in everything of `visit` from the
  // stage to the received bytes.
  [[nodiscard]] boost::asio::awaitable<void> visit(TabOrder order, Deadline deadline,
                                                   PageVisit& visit);

  // False once its renderer, its browser or itself is known to have ended.
  [[nodiscard]] bool alive() const { return page_.ended().empty() && !browser_->cdp().closed(); }

  // A fresh tab in the storage context of this one, which is closed and cleaned away; nothing if
  // its visit left what cannot be cleaned, or did not go in time. Then dispose of this one.
  [[nodiscard]] boost::asio::awaitable<std::unique_ptr<Tab>> succeed(Bytes garbage);

  // Throws tab and storage away. False: the browser could not be made to confirm it.
  [[nodiscard]] boost::asio::awaitable<bool> dispose();

 private:
  Tab(boost::asio::any_io_executor executor, std::shared_ptr<Browser> browser,
      std::shared_ptr<StorageContext> context);
  [[nodiscard]] boost::asio::awaitable<void> go(TabOrder order, Deadline deadline,
                                                PageVisit& visit);
  [[nodiscard]] boost::asio::awaitable<bool> navigate(std::string url, Deadline deadline,
                                                      PageVisit& visit);
  [[nodiscard]] boost::asio::awaitable<void> settle(Deadline deadline, PageVisit& visit);
  [[nodiscard]] boost::asio::awaitable<Result<PageReading>> read(Deadline deadline);
  [[nodiscard]] boost::asio::awaitable<Result<int>> reading_world(Deadline deadline);
  [[nodiscard]] boost::asio::awaitable<void> photograph(Deadline deadline, PageVisit& visit);
  [[nodiscard]] boost::asio::awaitable<bool> close(Deadline deadline);
  [[nodiscard]] boost::asio::awaitable<Result<void>> create_target(Deadline deadline);
  [[nodiscard]] boost::asio::awaitable<Result<void>> follow(Deadline deadline);
  void take_event(const std::string& method, const nlohmann::json& params);
  void answer_dialog(const nlohmann::json& params);
  void cut_off();
  [[nodiscard]] boost::asio::awaitable<Woken> wait_showing_frames(Deadline deadline);
  [[nodiscard]] bool has_settled_since(SteadyTime unchanged_since) const;
  void conclude(PageVisit& visit, bool answered);

  std::shared_ptr<Browser> browser_;
  boost::asio::any_io_executor executor_;
  Wakeup changed_;
  std::shared_ptr<StorageContext> context_;
  Frames frames_ = Frames::kContinuous;
  std::string target_;
  std::string session_;
  PageState page_{""};  // of the tab once it is open
  Bytes cap_;
  bool cut_ = false;
  bool complete_ = false;     // the document is ready and nothing that could bring text is loading
  int completions_ = 0;       // how often it became so
  std::optional<int> world_;  // the isolated script world of the current document
  int world_document_ = 0;
  bool responsive_ = true;  // the last reading was answered
  std::optional<PageReading> reading_;
};

}  // namespace tidemark::analyzer
