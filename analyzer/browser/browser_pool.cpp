#include "analyzer/browser/browser_pool.hpp"

#include <system_error>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "analyzer/browser/fleet.hpp"
#include "analyzer/browser/slot_queue.hpp"
#include "analyzer/browser/sweep.hpp"
#include "analyzer/browser/tab.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

std::chrono::milliseconds since(SteadyTime start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(steady_now() - start);
}

void fail(PageVisit& visit, const Error& error, ErrorClass on_timeout, ErrorClass otherwise) {
  visit.detail = error.message;
  switch (error.code) {
    case ErrorCode::kTimedOut: visit.error = on_timeout; break;
    case ErrorCode::kCancelled: visit.error = ErrorClass::kCancelled; break;
    default: visit.error = otherwise; break;
  }
}

// What a visit holds, given back in this order: the tab, its seat in the browser, the slot.
struct Place {
  Slot slot;
  Seat seat;
  std::unique_ptr<Tab> tab;
};

// Clears up behind a visit that has already returned. The slot stays taken meanwhile, so that a
// page that is slow to go counts as the load that it is.
asio::awaitable<void> leave(std::shared_ptr<Fleet> fleet, std::unique_ptr<Place> place,
                            std::optional<Bytes> garbage) {
  if (garbage && place->seat.may_keep_tab()) {
    const Bytes allowance = *garbage;
    std::unique_ptr<Tab> successor = co_await place->tab->succeed(allowance);
    if (successor) {
      place->seat.keep_tab(std::move(successor));
      co_return;
    }
  }
  const bool gone = co_await place->tab->dispose();
  if (!gone) co_await fleet->distrust(place->seat.entry());
  place->tab.reset();
}

asio::awaitable<void> visit_in_new_tab(Place& place, TabOrder order, Deadline deadline,
                                       PageVisit& visit) {
  visit.stage = Stage::kNavigation;
  place.tab = place.seat.new_tab();
  const Result<void> opened = co_await place.tab->open(deadline);
  if (!opened) {
    // Opening a tab costs milliseconds: a browser that cannot do it in time is as good as lost.
    fail(visit, opened.error(), ErrorClass::kBrowserLost, ErrorClass::kBrowserLost);
    co_return;
  }
  co_await place.tab->visit(std::move(order), deadline, visit);
}

asio::awaitable<void> visit_in(Place& place, TabOrder order, Deadline deadline, PageVisit& visit) {
  if (place.tab) {
    TabOrder first = order;
    co_await place.tab->visit(std::move(first), deadline, visit);
    // A tab that had died while it was idle: no fault of this page.
    const bool was_dead = visit.error && visit.stage == Stage::kNavigation && !place.tab->alive();
    if (!was_dead || place.seat.browser()->cdp().closed()) co_return;
    (void)co_await place.tab->dispose();
    visit = PageVisit{.slot_wait = visit.slot_wait, .browser = visit.browser};
  }
  co_await visit_in_new_tab(place, std::move(order), deadline, visit);
}

// What may stay in a renderer for the next domain; nothing: no renderer does.
std::optional<Bytes> garbage_allowed(BrowserMode mode) {
  switch (mode) {
    case BrowserMode::kFresh: return std::nullopt;
    case BrowserMode::kReuse: return Bytes::mib(4);
    case BrowserMode::kFast: return Bytes::mib(48);
  }
  return std::nullopt;
}

class ChromiumPool final : public BrowserPool {
 public:
  ChromiumPool(asio::any_io_executor executor, std::shared_ptr<Fleet> fleet,
               const BrowserOptions& options)
      : executor_(std::move(executor)),
        slots_(executor_, options.browsers * options.tabs_per_browser),
        fleet_(std::move(fleet)),
        garbage_(garbage_allowed(options.mode)),
        screenshots_(options.screenshots),
        page_cap_(options.page_cap) {}
  ChromiumPool(const ChromiumPool&) = delete;
  ChromiumPool& operator=(const ChromiumPool&) = delete;
  ~ChromiumPool() override {
    slots_.close();
    fleet_->kill();
  }

  asio::awaitable<PageVisit> visit(std::string url, Deadline deadline,
                                   std::function<void(Pid)> on_slot) override;
  [[nodiscard]] SlotUse tabs() const override { return slots_.use(); }
  asio::awaitable<void> close(Deadline deadline) override;

 private:
  asio::any_io_executor executor_;
  SlotQueue slots_;
  std::shared_ptr<Fleet> fleet_;
  std::optional<Bytes> garbage_;
  bool screenshots_;
  Bytes page_cap_;
};

asio::awaitable<PageVisit> ChromiumPool::visit(std::string url, Deadline deadline,
                                               std::function<void(Pid)> on_slot) {
  const SteadyTime start = steady_now();
  // The pool may be destroyed while we wait.
  const std::shared_ptr<Fleet> fleet = fleet_;
  const asio::any_io_executor executor = executor_;
  const std::optional<Bytes> garbage = garbage_;
  TabOrder order{.url = std::move(url), .cap = page_cap_, .screenshot = screenshots_};
  PageVisit visit;
  Result<Slot> slot = co_await slots_.acquire(deadline);
  if (!slot) {
    fail(visit, slot.error(), ErrorClass::kSlotTimeout, ErrorClass::kBrowserUnavailable);
    visit.slot_wait = visit.took = since(start);
    co_return visit;
  }
  Result<Seat> seat = co_await fleet->take_seat(deadline);
  visit.slot_wait = since(start);
  if (!seat) {
    fail(visit, seat.error(), ErrorClass::kSlotTimeout, ErrorClass::kBrowserUnavailable);
    visit.took = visit.slot_wait;
    co_return visit;
  }
  visit.browser = seat->browser()->pid();
  if (on_slot) on_slot(visit.browser);
  std::unique_ptr<Tab> tab = seat->take_tab();
  auto place = std::make_unique<Place>(std::move(*slot), std::move(*seat), std::move(tab));
  co_await visit_in(*place, std::move(order), deadline, visit);
  if (visit.error == ErrorClass::kRendererCrashed) {
    if (const auto taken = place->seat.outgrown_since(start)) {
      visit.outgrew = true;
      visit.detail = "its process was ended at " + to_string(*taken) + " of memory";
    }
  }
  // A browser that is told to leave aborts what it is doing, in whatever words.
  if (visit.error && fleet->closing()) visit.error = ErrorClass::kCancelled;
  visit.took = since(start);
  asio::co_spawn(executor, leave(fleet, std::move(place), garbage), asio::detached);
  co_return visit;
}

asio::awaitable<void> ChromiumPool::close(Deadline deadline) {
  const std::shared_ptr<Fleet> fleet = fleet_;
  slots_.close();
  co_await fleet->close(deadline);
}

void note(const BrowserOptions& options, const std::string& text) {
  if (options.on_note) options.on_note(text);
}

void tell(const BrowserOptions& options, const std::vector<SweptProfile>& swept) {
  for (const SweptProfile& profile : swept) {
    std::string text = profile.directory.string() + " of a Tidemark that is gone: ";
    text += profile.problem.empty() ? "removed" : "not removed: " + profile.problem;
    if (profile.ended_browser > 0) {
      text += ", its browser " + std::to_string(profile.ended_browser) + " ended";
    }
    note(options, text);
  }
}

}  // namespace

Result<std::unique_ptr<BrowserPool>> BrowserPool::create(asio::any_io_executor executor,
                                                         BrowserOptions options) {
  if (options.browsers < 1 || options.tabs_per_browser < 1 || options.pages_per_browser < 1 ||
      options.max_age < std::chrono::minutes(1)) {
    return failure(ErrorCode::kBadInput,
                   "browsers, tabs, pages and minutes per browser must be at least 1");
  }
  auto executable = find_browser(options.executable);
  if (!executable) return std::unexpected(executable.error());
  if (options.scratch_root.empty()) options.scratch_root = temp_root();
  std::error_code error;
  const fs::path scratch_root = fs::canonical(options.scratch_root, error);
  if (error) {
    return failure(ErrorCode::kBadInput,
                   "scratch directory " + options.scratch_root.string() + ": " + error.message());
  }
  if (auto fits = check_scratch_root(scratch_root); !fits) return std::unexpected(fits.error());
  tell(options, sweep_profiles(scratch_root));
  auto proxy = FilteringProxy::create(executor, options.reach);
  if (!proxy) return std::unexpected(proxy.error());
  BrowserSetup setup{.executable = std::move(*executable),
                     .scratch_root = scratch_root,
                     .proxy = std::move(*proxy),
                     .mode = options.mode,
                     // A picture of what a person would see takes frames as a person gets them.
                     .frames = options.screenshots ? Frames::kContinuous : Frames::kOnDemand};
  if (!options.ca_file.empty()) {
    auto trust = NssDatabase::create(options.ca_file, scratch_root);
    if (!trust) return std::unexpected(trust.error());
    setup.trust = std::move(*trust);
  }
  setup.confinement = find_confinement(setup.executable, scratch_root);
  for (const std::string& what : setup.confinement.missing) note(options, what);
  const FleetLimits limits{.browsers = options.browsers,
                           .tabs_per_browser = options.tabs_per_browser,
                           .pages_per_browser = options.pages_per_browser,
                           .max_age = options.max_age,
                           .memory_per_browser = options.memory_per_browser,
                           .memory_per_tab = options.memory_per_tab};
  const FleetNews news{
      .on_note = options.on_note, .on_started = options.on_started, .on_ended = options.on_ended};
  auto fleet = std::make_shared<Fleet>(executor, std::move(setup), limits, news);
  return std::make_unique<ChromiumPool>(std::move(executor), std::move(fleet), options);
}

}  // namespace tidemark::analyzer
