#include "tests/analyzer/browser/owner.hpp"

#include <cstdio>
#include <functional>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "analyzer/browser/browser_pool.hpp"
#include "tests/analyzer/browser/test_site.hpp"

namespace tidemark::test {
namespace asio = boost::asio;
using analyzer::BrowserOptions;
using analyzer::BrowserPool;

namespace {

asio::awaitable<void> stay(BrowserPool& pool, Pid& browser) {
  const Deadline deadline = Deadline::in(std::chrono::minutes(1));
  const std::string url = "http://shop.example/tarpit";
  std::function<void(Pid)> on_slot = [&browser](Pid pid) { browser = pid; };
  (void)co_await pool.visit(url, deadline, std::move(on_slot));
}

}  // namespace

int run_owner(const std::filesystem::path& scratch_root) {
  asio::io_context loop;
  TestSite site(loop);
  site.silence("/tarpit");
  BrowserOptions options;
  options.scratch_root = scratch_root;
  if (!options.reach.map.add("*=127.0.0.1:" + std::to_string(site.port()))) return 2;
  const auto pool = BrowserPool::create(loop.get_executor(), options);
  if (!pool) {
    std::fprintf(stderr, "%s\n", pool.error().message.c_str());
    return 2;
  }
  Pid browser = 0;
  constexpr std::size_t kTabs = 3;
  for (std::size_t i = 0; i < kTabs; ++i) {
    asio::co_spawn(loop, stay(**pool, browser), asio::detached);
  }
  const Deadline deadline = Deadline::in(std::chrono::minutes(1));
  bool told = false;
  while (!deadline.passed()) {
    loop.run_one_until(deadline.at());
    if (told || site.requests("/tarpit").size() < kTabs) continue;
    told = true;
    std::printf("ready %d\n", browser);
    std::fflush(stdout);
  }
  return 1;
}

}  // namespace tidemark::test
