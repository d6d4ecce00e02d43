#include "analyzer/browser/storage_context.hpp"

#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "analyzer/browser/browser_flags.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
using nlohmann::json;

StorageContext::~StorageContext() {
  if (!id_.empty()) browser_->on_strangers(id_, {});
}

asio::awaitable<Result<void>> StorageContext::open(Deadline deadline) {
  auto lane = browser_->open_lane();
  if (!lane) co_return std::unexpected(lane.error());
  lane_ = std::move(*lane);
  CdpConnection& cdp = browser_->cdp();
  opening_ = true;
  const json options{{"disposeOnDetach", true},
                     {"proxyServer", lane_->address()},
                     {"proxyBypassList", kProxyBypass}};
  const auto context = co_await cdp.call("Target.createBrowserContext", options, "", deadline);
  if (!context) co_return std::unexpected(context.error());
  const auto id = context->find("browserContextId");
  if (id == context->end() || !id->is_string()) {
    co_return failure(ErrorCode::kProtocol, "Target.createBrowserContext: no id");
  }
  id_ = id->get<std::string>();
  browser_->on_strangers(id_, [this] { soil(); });
  const json downloads{{"behavior", "deny"}, {"browserContextId", id_}};
  cdp.post("Browser.setDownloadBehavior", downloads, "");
  co_return Result<void>();
}

asio::awaitable<Result<void>> StorageContext::clean(std::set<std::string> origins,
                                                    std::string session, Bytes allowance,
                                                    Deadline deadline) {
  const json nothing = json::object();
  std::vector<CdpCommand> commands{
      {.method = "Storage.clearCookies", .params = {{"browserContextId", id_}}},
      // What the network stack learnt (HSTS, alternative services) goes with its cache.
      {.method = "Network.clearBrowserCache", .params = nothing, .session = session}};
  for (const std::string& origin : origins) {
    if (!origin.starts_with("http")) continue;  // an opaque one stores nothing
    const json everything{{"origin", origin}, {"storageTypes", "all"}};
    commands.push_back(
        {.method = "Storage.clearDataForOrigin", .params = everything, .session = session});
  }
  const auto cleaned = co_await browser_->cdp().call_all(std::move(commands), deadline);
  if (!cleaned) co_return std::unexpected(cleaned.error());
  const auto usage =
      co_await browser_->cdp().call("Runtime.getHeapUsage", nothing, session, deadline);
  if (!usage) co_return std::unexpected(usage.error());
  const double used = usage->value("totalSize", 0.0) + usage->value("embedderHeapUsedSize", 0.0);
  if (used <= static_cast<double>(allowance.count)) co_return Result<void>();
  const auto collected =
      co_await browser_->cdp().call("HeapProfiler.collectGarbage", nothing, session, deadline);
  if (!collected) co_return std::unexpected(collected.error());
  co_return Result<void>();
}

asio::awaitable<bool> StorageContext::dispose(Deadline deadline) {
  CdpConnection& cdp = browser_->cdp();
  if (!opening_ || cdp.closed()) co_return true;
  if (id_.empty()) co_return false;  // the browser may have made one and never told us
  const json storage{{"browserContextId", id_}};
  const auto disposed = co_await cdp.call("Target.disposeBrowserContext", storage, "", deadline);
  co_return disposed.has_value() || cdp.closed();
}

}  // namespace tidemark::analyzer
