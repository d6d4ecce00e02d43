#include "cli/browser_trial.hpp"

#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "analyzer/browser/browser_pool.hpp"

namespace tidemark::cli {
namespace asio = boost::asio;
namespace {

constexpr std::chrono::seconds kPatience{15};

asio::awaitable<void> read_built_in_page(analyzer::BrowserPool* pool, analyzer::PageVisit* page) {
  const std::string url = "data:text/html,<title>trial</title><p>It works</p>";
  const Deadline deadline = Deadline::in(kPatience);
  std::function<void(Pid)> nobody_asks = [](Pid) {};
  *page = co_await pool->visit(url, deadline, nobody_asks);
  const Deadline closing = Deadline::in(kPatience);
  co_await pool->close(closing);
}

}  // namespace

Result<BrowserTrial> try_browser(const std::filesystem::path& executable) {
  asio::io_context loop(1);
  auto pool = analyzer::BrowserPool::create(loop.get_executor(), {.executable = executable});
  if (!pool) return std::unexpected(pool.error());
  analyzer::PageVisit page;
  std::exception_ptr broken;
  asio::co_spawn(loop, read_built_in_page(pool->get(), &page),
                 [&broken](std::exception_ptr thrown) { broken = std::move(thrown); });
  loop.run();
  if (broken) std::rethrow_exception(broken);
  if (page.error) {
    return failure(ErrorCode::kUnavailable, std::string(to_string(*page.error)) +
                                                (page.detail.empty() ? "" : ": " + page.detail));
  }
  if (page.content.title != "trial")
    return failure(ErrorCode::kProtocol, "it read another page than it was given");
  return BrowserTrial{.version = executable.filename().string(), .took = page.took};
}

}  // namespace tidemark::cli
