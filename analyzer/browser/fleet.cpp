#include "analyzer/browser/fleet.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "analyzer/browser/fleet_entry.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;

namespace {

// A loaded machine may need seconds for what takes 0.3 s otherwise.
constexpr std::chrono::seconds kStartTime(20);
constexpr int kMaxFailuresInRow = 3;
constexpr std::chrono::seconds kRetryPause(5);
constexpr std::chrono::seconds kPoliteTime(2);
constexpr std::chrono::seconds kProofOfLife(1);

}  // namespace

namespace {

using EntryPtr = std::shared_ptr<Seat::Entry>;

void wake_all(Seat::Entry& entry) {
  for (Wakeup* waiter : entry.waiting) waiter->notify();
}

// Keeps a waiter's address in the entry exactly as long as it waits.
class Waiting {
 public:
  Waiting(Seat::Entry& entry, Wakeup& wakeup) : entry_(entry), wakeup_(wakeup) {
    entry_.waiting.push_back(&wakeup_);
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting() { std::erase(entry_.waiting, &wakeup_); }

 private:
  Seat::Entry& entry_;
  Wakeup& wakeup_;
};

}  // namespace

Seat::Seat(std::shared_ptr<Fleet> fleet, std::shared_ptr<Entry> entry)
    : fleet_(std::move(fleet)), entry_(std::move(entry)) {
  ++entry_->tabs;
}

// NOLINTNEXTLINE(bugprone-exception-escape): only lack of memory, which ends the program anyway
Seat::~Seat() {
  if (!fleet_) return;
  --entry_->tabs;
  fleet_->leave(entry_);
}

std::unique_ptr<Tab> Seat::take_tab() {
  // The last one first: the others may then become old enough to be closed.
  for (std::size_t i = entry_->idle.size(); i-- > 0;) {
    if (!entry_->idle[i].tab->alive()) continue;
    std::unique_ptr<Tab> tab = std::move(entry_->idle[i].tab);
    entry_->idle.erase(entry_->idle.begin() + static_cast<std::ptrdiff_t>(i));
    return tab;
  }
  return nullptr;
}

std::unique_ptr<Tab> Seat::new_tab() const {
  return std::make_unique<Tab>(fleet_->executor_, entry_->browser);
}

void Seat::keep_tab(std::unique_ptr<Tab> tab) {
  entry_->idle.push_back({.tab = std::move(tab), .since = steady_now()});
  entry_->care.notify();
}

std::optional<Bytes> Seat::outgrown_since(SteadyTime then) {
  const std::optional<Outgrown> last = std::exchange(entry_->outgrown, std::nullopt);
  return last && last->at >= then ? std::optional(last->taken) : std::nullopt;
}

bool Seat::may_keep_tab() const { return !entry_->retired; }

const std::shared_ptr<Browser>& Seat::browser() const { return entry_->browser; }

Fleet::Fleet(asio::any_io_executor executor, BrowserSetup setup, FleetLimits limits, FleetNews news)
    : executor_(std::move(executor)),
      setup_(std::move(setup)),
      measuring_(executor_, 1U),
      limits_(limits),
      news_(std::move(news)),
      all_ended_(executor_) {}

asio::awaitable<Result<Seat>> Fleet::take_seat(Deadline deadline) {
  const std::shared_ptr<Fleet> self = shared_from_this();
  while (true) {
    if (closing_) co_return failure(ErrorCode::kCancelled, "the browsers are being closed");
    EntryPtr entry = pick();
    if (!entry) {
      const bool resting = failures_in_row_ >= kMaxFailuresInRow && steady_now() < retry_at_;
      if (resting) co_return std::unexpected(last_failure_);
      auto launched = launch_new();
      if (!launched) co_return std::unexpected(launched.error());
      entry = *launched;
    }
    Seat seat(self, entry);
    if (!entry->ready) {
      Wakeup started(executor_);
      const Waiting waiting(*entry, started);
      const Woken woken = co_await started.wait(deadline);
      if (woken == Woken::kCancelled) co_return failure(ErrorCode::kCancelled, "cancelled");
      if (woken == Woken::kTimedOut) {
        co_return failure(ErrorCode::kTimedOut, "the browser was still starting");
      }
    }
    if (entry->retired) continue;  // it failed to start; the next try is another browser
    if (++entry->pages >= limits_.pages_per_browser) retire(*entry, "has shown enough pages");
    co_return std::move(seat);
  }
}

// The browser that may have one more tab and has the fewest; nothing if one more is to be started.
EntryPtr Fleet::pick() {
  EntryPtr best;
  for (const EntryPtr& entry : std::vector<EntryPtr>(entries_)) {
    if (steady_now() - entry->started_at >= limits_.max_age && !entry->retired) {
      retire(*entry, "is old");
      leave(entry);
    }
    if (entry->retired || entry->tabs >= limits_.tabs_per_browser) continue;
    if (!best || entry->tabs < best->tabs) best = entry;
  }
  return best;
}

Result<EntryPtr> Fleet::launch_new() {
  auto browser = launch_guarded();
  if (!browser) {
    start_failed(browser.error());
    // A missing or unusable program will not be there at the next try either.
    failures_in_row_ = kMaxFailuresInRow;
    return std::unexpected(last_failure_);
  }
  auto entry = std::make_shared<Seat::Entry>(executor_, std::move(*browser));
  entries_.push_back(entry);
  if (news_.on_started) news_.on_started(entry->pid);
  const std::weak_ptr<Seat::Entry> weak = entry;
  const std::weak_ptr<Fleet> self = weak_from_this();
  entry->browser->cdp().on_closed([self, weak] {
    if (const auto fleet = self.lock()) fleet->lost(weak);
  });
  asio::co_spawn(executor_, run_greeting(shared_from_this(), entry), asio::detached);
  return entry;
}

Result<std::unique_ptr<Browser>> Fleet::launch_guarded() {
  if (!guard_) {
    if (auto renewed = renew_guard(); !renewed) return std::unexpected(renewed.error());
  }
  auto browser = Browser::launch(executor_, setup_, *guard_);
  if (browser || browser.error().code != ErrorCode::kGone) return browser;
  note("the browser guard was killed; starting another");
  if (auto renewed = renew_guard(); !renewed) return std::unexpected(renewed.error());
  return Browser::launch(executor_, setup_, *guard_);
}

Result<void> Fleet::renew_guard() {
  guard_.reset();
  auto guard = GuardLink::start();
  if (!guard) return std::unexpected(guard.error());
  guard_ = std::make_unique<GuardLink>(std::move(*guard));
  for (const EntryPtr& entry : entries_) {
    if (auto watched = entry->browser->watch_by(*guard_); !watched) return watched;
  }
  return {};
}

asio::awaitable<void> Fleet::run_greeting(std::shared_ptr<Fleet> self, EntryPtr entry) {
  const std::shared_ptr<Browser> browser = entry->browser;
  const Deadline deadline = Deadline::in(kStartTime);
  const Result<void> greeted = co_await browser->greet(deadline);
  if (greeted && !entry->ending) {
    self->failures_in_row_ = 0;
    entry->ready = true;
    asio::co_spawn(self->executor_, run_care(self, entry), asio::detached);
  } else {
    if (!greeted && !self->closing_) self->start_failed(greeted.error());
    self->retire(*entry, "did not start");
    self->end(entry, Deadline::in(std::chrono::nanoseconds(0)));
  }
  wake_all(*entry);
  self->leave(entry);
}

void Fleet::start_failed(Error error) {
  ++failures_in_row_;
  retry_at_ = steady_now() + kRetryPause;
  note(error.message);
  last_failure_ = {ErrorCode::kUnavailable, std::move(error.message)};
}

void Fleet::retire(Seat::Entry& entry, std::string_view why) {
  if (!std::exchange(entry.retired, true)) entry.why = why;
}

void Fleet::lost(const std::weak_ptr<Seat::Entry>& weak) {
  const EntryPtr entry = weak.lock();
  if (!entry || entry->ending) return;
  // A browser that never was ready is spoken for by its greeting, which waits for its last words.
  if (!entry->ready) return;
  if (!closing_) note("browser " + std::to_string(entry->browser->pid()) + " ended unexpectedly");
  retire(*entry, closing_ ? "is not needed any more" : "ended unexpectedly");
  end(entry, Deadline::in(std::chrono::nanoseconds(0)));
}

// A seat came free: a retired browser ends with its last tab.
void Fleet::leave(const EntryPtr& entry) {
  if (entry->retired && entry->ready && entry->tabs == 0) end(entry, Deadline::in(kPoliteTime));
}

asio::awaitable<void> Fleet::distrust(std::shared_ptr<Seat::Entry> entry) {
  const std::shared_ptr<Fleet> self = shared_from_this();
  if (entry->ending) co_return;
  retire(*entry, "did not clear up behind a visit");
  const Deadline deadline = Deadline::in(kProofOfLife);
  const bool alive = co_await entry->browser->answers(deadline);
  if (alive || entry->ending) co_return;
  note("browser " + std::to_string(entry->browser->pid()) + " does not answer and is killed");
  end(entry, Deadline::in(std::chrono::nanoseconds(0)));
}

void Fleet::end(const EntryPtr& entry, Deadline polite) {
  if (std::exchange(entry->ending, true)) return;
  entry->idle.clear();
  entry->care.notify();
  asio::co_spawn(executor_, run_end(shared_from_this(), entry, polite), asio::detached);
}

asio::awaitable<void> Fleet::run_end(std::shared_ptr<Fleet> self, EntryPtr entry, Deadline polite) {
  const std::shared_ptr<Browser> browser = entry->browser;
  co_await browser->close(polite);
  self->tell_guard(*browser);
  if (std::erase(self->entries_, entry) > 0) self->tell_end(*entry);
  if (self->entries_.empty()) self->all_ended_.notify();
}

asio::awaitable<void> Fleet::close(Deadline deadline) {
  const std::shared_ptr<Fleet> self = shared_from_this();
  closing_ = true;
  for (const EntryPtr& entry : std::vector<EntryPtr>(entries_)) {
    retire(*entry, "is not needed any more");
    wake_all(*entry);
    end(entry, deadline);
  }
  const Deadline killed = Deadline(deadline.at() + std::chrono::milliseconds(600));
  while (!entries_.empty()) {
    if (co_await all_ended_.wait(killed) != Woken::kNotified) break;
  }
  kill();
}

void Fleet::kill() {
  closing_ = true;
  for (const EntryPtr& entry : std::exchange(entries_, {})) {
    retire(*entry, "is not needed any more");
    entry->ending = true;
    entry->idle.clear();
    entry->care.notify();
    entry->browser->kill();
    tell_end(*entry);
    tell_guard(*entry->browser);
    wake_all(*entry);
  }
  guard_.reset();
}

void Fleet::tell_end(const Seat::Entry& entry) const {
  if (news_.on_ended) news_.on_ended(entry.pid, entry.why);
}

void Fleet::tell_guard(const Browser& browser) {
  if (!guard_) return;
  // We may lack the descriptors to remove it, or a helper that outlives the browser for a moment
  // still writes there.
  std::error_code error;
  const bool left = std::filesystem::exists(browser.directory(), error);
  (void)(left ? guard_->remove(browser.directory()) : guard_->release(browser.directory()));
}

void Fleet::note(const std::string& text) const {
  if (news_.on_note) news_.on_note(text);
}

}  // namespace tidemark::analyzer
