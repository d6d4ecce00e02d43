// A storage of its own within a browser: cookies, caches, databases, and the renderer process.
#pragma once

#include <memory>
#include <set>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "analyzer/browser/browser.hpp"
#include "analyzer/proxy/filtering_proxy.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// One of Chromium's browser contexts. Visits of different domains may use it one after another if
// it is cleaned between them; a visit that leaves what cannot be cleaned away soils it, and a
// soiled one is thrown away.
class StorageContext {
 public:
  explicit StorageContext(std::shared_ptr<Browser> browser) : browser_(std::move(browser)) {}
  StorageContext(const StorageContext&) = delete;
  StorageContext& operator=(const StorageContext&) = delete;
  ~StorageContext();

  [[nodiscard]] boost::asio::awaitable<Result<void>> open(Deadline deadline);
  [[nodiscard]] const std::string& id() const { return id_; }
  // Its only way to the network, once it is open.
  [[nodiscard]] Lane& lane() { return *lane_; }

  // Popups and workers soil it by themselves.
  void soil() { soiled_ = true; }
  [[nodiscard]] bool soiled() const { return soiled_; }

  // Removes everything that pages of `origins` can have left, once no page of theirs runs any more.
  // `session` is of a fresh tab in it. Garbage of more than `allowance` is collected.
  [[nodiscard]] boost::asio::awaitable<Result<void>> clean(std::set<std::string> origins,
                                                           std::string session, Bytes allowance,
                                                           Deadline deadline);

  // Ends it with all its tabs. False: the browser could not be made to confirm it.
  [[nodiscard]] boost::asio::awaitable<bool> dispose(Deadline deadline);

 private:
  std::shared_ptr<Browser> browser_;
  std::unique_ptr<Lane> lane_;
  bool opening_ = false;  // the browser may have one of ours that we cannot name
  std::string id_;
  bool soiled_ = false;
};

}  // namespace tidemark::analyzer
