// Visits the hosts named on stdin, so many at once, and answers each with a line when it was read:
// the analyzer's browsers without its other stages. For tests/bench/pages_per_second.sh.
//
//   pool_pages BROWSER MODE TABS RESOLVER_RULE
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "analyzer/browser/browser_pool.hpp"
#include "analyzer/browser/guard.hpp"

namespace {

namespace asio = boost::asio;
using namespace tidemark;            // NOLINT(google-build-using-namespace)
using namespace tidemark::analyzer;  // NOLINT(google-build-using-namespace)

constexpr std::chrono::seconds kPatience{60};

// Lines are there before they are read: the script that measures writes them all at once.
asio::awaitable<void> visit_all(BrowserPool* pool, int* working) {
  std::string host;
  while (std::getline(std::cin, host)) {
    const std::string name = host;
    const std::string url = "http://" + name + "/";
    const Deadline deadline = Deadline::in(kPatience);
    std::function<void(Pid)> nobody_asks = [](Pid) {};
    const PageVisit page = co_await pool->visit(url, deadline, nobody_asks);
    std::cout << name << ' ' << page.content.text_length << ' ' << page.content.links.size()
              << (page.error ? " " + std::string(to_string(*page.error)) + " " + page.detail : "")
              << std::endl;
  }
  if (--*working > 0) co_return;
  const Deadline closing = Deadline::in(kPatience);
  co_await pool->close(closing);
}

BrowserMode mode_named(std::string_view name) {
  if (name == "fresh") return BrowserMode::kFresh;
  return name == "fast" ? BrowserMode::kFast : BrowserMode::kReuse;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == kGuardArgument) return run_guard(kGuardControlFd);
  if (argc != 5) return 2;
  asio::io_context loop(1);
  BrowserOptions options{.executable = argv[1], .mode = mode_named(argv[2])};
  options.tabs_per_browser = std::atoi(argv[3]);  // NOLINT(cert-err34-c)
  if (!options.reach.map.add(argv[4])) return 2;
  options.on_note = [](const std::string& note) { std::cerr << note << '\n'; };
  const int tabs = options.tabs_per_browser;
  auto pool = BrowserPool::create(loop.get_executor(), std::move(options));
  if (!pool) {
    std::cerr << pool.error().message << '\n';
    return 5;
  }
  int working = tabs;
  for (int i = 0; i < tabs; ++i) {
    asio::co_spawn(loop, visit_all(pool->get(), &working), asio::detached);
  }
  loop.run();
  return 0;
}
