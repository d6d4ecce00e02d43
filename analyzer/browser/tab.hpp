// One tab with a storage of its own, for one visit.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <nlohmann/json_fwd.hpp>

#include "analyzer/browser/browser.hpp"
#include "analyzer/browser/browser_pool.hpp"
#include "analyzer/browser/page_state.hpp"
#include "analyzer/loop/wakeup.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// A page as its own script made it, read inside the tab. Untrusted, bounded.
struct PageReading {
  std::string url;
  std::string title;
  std::string text;
  std::size_t text_length = 0;  // of the whole text
};

// Opened, used once, disposed of. No call outlasts its deadline.
class Tab {
 public:
  Tab(boost::asio::any_io_executor executor, std::shared_ptr<Browser> browser);
  Tab(const Tab&) = delete;
  Tab& operator=(const Tab&) = delete;
  ~Tab();

  [[nodiscard]] boost::asio::awaitable<Result<void>> open(Deadline deadline);

  // Goes to `url`, waits for its text to settle, and fills in everything of `visit` from the stage
  // to the received bytes. More than `cap` received cuts the page off.
  [[nodiscard]] boost::asio::awaitable<void> visit(std::string url, Deadline deadline, Bytes cap,
                                                   PageVisit& visit);

  // Throws tab and storage away. False: the browser could not be made to confirm it.
  [[nodiscard]] boost::asio::awaitable<bool> dispose();

 private:
  [[nodiscard]] boost::asio::awaitable<void> go(std::string url, Deadline deadline,
                                                PageVisit& visit);
  [[nodiscard]] boost::asio::awaitable<bool> navigate(std::string url, Deadline deadline,
                                                      PageVisit& visit);
  [[nodiscard]] boost::asio::awaitable<void> settle(Deadline deadline, PageVisit& visit);
  [[nodiscard]] boost::asio::awaitable<Result<PageReading>> read(Deadline deadline);
  [[nodiscard]] boost::asio::awaitable<Result<int>> reading_world(Deadline deadline);
  [[nodiscard]] boost::asio::awaitable<Result<void>> follow(Deadline deadline);
  void take_event(const std::string& method, const nlohmann::json& params);
  void cut_off();
  void conclude(PageVisit& visit, bool answered) const;

  std::shared_ptr<Browser> browser_;
  std::unique_ptr<Lane> lane_;  // the context's only way to the network
  Wakeup changed_;
  bool opening_ = false;  // the browser may have a context of ours that we cannot name
  std::string context_;
  std::string target_;
  std::string session_;
  PageState page_{""};  // of the tab once it is open
  Bytes cap_;
  bool cut_ = false;
  std::optional<int> world_;  // the isolated script world of the current document
  int world_document_ = 0;
  std::optional<PageReading> reading_;
};

}  // namespace tidemark::analyzer
