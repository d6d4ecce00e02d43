// What a fleet does for a browser while it runs: closes tabs that nobody needs, watches memory, and
// feels its pulse.
#include <chrono>
#include <functional>
#include <optional>
#include <utility>

#include "analyzer/browser/browser_memory.hpp"
#include "analyzer/browser/fleet.hpp"
#include "analyzer/browser/fleet_entry.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;

namespace {

// Long enough to serve the next domain of a busy run; an analyzer at rest has no tabs.
constexpr std::chrono::milliseconds kIdleTime(1000);
constexpr std::chrono::milliseconds kRound(500);
constexpr std::chrono::hours kUntilCalled(1);
constexpr std::chrono::seconds kDisposalTime(1);
// A browser that is merely busy answers in milliseconds, on a crowded machine in tenths of seconds.
constexpr std::chrono::seconds kPulseTime(2);

}  // namespace

asio::awaitable<void> Fleet::run_care(std::shared_ptr<Fleet> self, EntryPtr entry) {
  while (!entry->ending) {
    const bool busy = entry->tabs > 0 || !entry->idle.empty();
    const Deadline next = Deadline::in(busy ? std::chrono::nanoseconds(kRound)
                                            : std::chrono::nanoseconds(kUntilCalled));
    if (co_await entry->care.wait(next) == Woken::kCancelled) co_return;
    if (entry->ending) co_return;
    co_await self->close_idle_tabs(entry);
    if (!entry->ending && busy) co_await self->watch_memory(entry);
    if (!entry->ending && busy) co_await self->feel_pulse(entry);
  }
}

asio::awaitable<void> Fleet::close_idle_tabs(EntryPtr entry) {
  while (!entry->idle.empty()) {
    const IdleTab& oldest = entry->idle.front();
    const bool stale = steady_now() - oldest.since >= kIdleTime || !oldest.tab->alive();
    if (!stale && !entry->retired) co_return;  // a retired browser waits for its last visits only
    const std::unique_ptr<Tab> tab = std::move(entry->idle.front().tab);
    entry->idle.erase(entry->idle.begin());
    const bool gone = co_await tab->dispose();
    if (!gone) co_await distrust(entry);
  }
}

asio::awaitable<void> Fleet::watch_memory(EntryPtr entry) {
  const Pid root = entry->browser->pid();
  std::function<BrowserMemory()> measure = [root] { return measure_browser(root); };
  const Deadline deadline = Deadline::in(kDisposalTime);
  const std::optional<BrowserMemory> memory =
      co_await measuring_.run<BrowserMemory>(std::move(measure), deadline);
  if (!memory || entry->ending) co_return;
  if (memory->largest_renderer > limits_.memory_per_tab) {
    note("a page took " + to_string(memory->largest_renderer) + " of memory; its renderer " +
         std::to_string(memory->renderer.pid) + " is ended");
    end_renderer(memory->renderer);
    entry->outgrown = Outgrown{.at = steady_now(), .taken = memory->largest_renderer};
  }
  if (memory->total > limits_.memory_per_browser && !entry->retired) {
    note("browser " + std::to_string(root) + " has grown to " + to_string(memory->total) +
         " and is replaced");
    retire(*entry, "has grown");
    leave(entry);
  }
}

// A stopped or stuck browser would keep its visits until their deadlines: ended early, they are
// lost early and find another browser within their budgets.
asio::awaitable<void> Fleet::feel_pulse(EntryPtr entry) {
  const std::shared_ptr<Browser> browser = entry->browser;
  const Deadline deadline = Deadline::in(kPulseTime);
  const bool alive = co_await browser->answers(deadline);
  if (alive || entry->ending) co_return;
  note("browser " + std::to_string(browser->pid()) + " answers nothing and is killed");
  retire(*entry, "answered nothing");
  end(entry, Deadline::in(std::chrono::nanoseconds(0)));
}

}  // namespace tidemark::analyzer
