// The browsers of a pool: started when needed, replaced in time, ended when lost.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "analyzer/browser/browser.hpp"
#include "analyzer/browser/guard.hpp"
#include "analyzer/browser/tab.hpp"
#include "analyzer/loop/cpu_pool.hpp"
#include "analyzer/loop/wakeup.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

struct FleetLimits {
  int browsers = 1;
  int tabs_per_browser = 3;
  int pages_per_browser = 200;
  std::chrono::minutes max_age{30};
  Bytes memory_per_browser = Bytes::mib(2048);
  Bytes memory_per_tab = Bytes::mib(1024);
};

// Who is told what; each may be empty.
struct FleetNews {
  std::function<void(const std::string&)> on_note = {};  // what an operator should know
  std::function<void(Pid)> on_started = {};
  std::function<void(Pid, std::string_view why)> on_ended = {};
};

class Fleet;

// A place for one tab in a running browser, given back when destroyed. Keeps the fleet alive.
class Seat {
 public:
  struct Entry;  // one browser with its tabs

  Seat(std::shared_ptr<Fleet> fleet, std::shared_ptr<Entry> entry);
  Seat(Seat&& other) noexcept = default;
  Seat& operator=(Seat&& other) = delete;
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;
  ~Seat();

  [[nodiscard]] const std::shared_ptr<Browser>& browser() const;
  [[nodiscard]] const std::shared_ptr<Entry>& entry() const { return entry_; }

  // A clean tab that an earlier visit left open, if there is one.
  [[nodiscard]] std::unique_ptr<Tab> take_tab();
  // A tab that is still to be opened.
  [[nodiscard]] std::unique_ptr<Tab> new_tab() const;
  // Keeps a clean tab open for the next visit, for a moment.
  void keep_tab(std::unique_ptr<Tab> tab);
  // What a renderer of this browser had taken that was ended for it since then, told once.
  [[nodiscard]] std::optional<Bytes> outgrown_since(SteadyTime then);
  // Whether there will be a next visit in this browser.
  [[nodiscard]] bool may_keep_tab() const;

 private:
  std::shared_ptr<Fleet> fleet_;  // empty once moved from
  std::shared_ptr<Entry> entry_;
};

// Owns the browsers and their guard. Whoever takes a seat must hold one of browsers *
// tabs_per_browser slots. Shared by the coroutines that run in it; kill() ends everything whoever
// still holds it.
class Fleet : public std::enable_shared_from_this<Fleet> {
 public:
  Fleet(boost::asio::any_io_executor executor, BrowserSetup setup, FleetLimits limits,
        FleetNews news);

  // A seat in a running browser, which is started if need be. kTimedOut, kCancelled; kUnavailable:
  // it does not start.
  [[nodiscard]] boost::asio::awaitable<Result<Seat>> take_seat(Deadline deadline);

  // The browser did not confirm that a tab is gone: it is replaced, at once if it answers nothing
  // at all.
  [[nodiscard]] boost::asio::awaitable<void> distrust(std::shared_ptr<Seat::Entry> entry);

  // Ends all browsers, politely until `deadline`, and the guard.
  [[nodiscard]] boost::asio::awaitable<void> close(Deadline deadline);
  [[nodiscard]] bool closing() const { return closing_; }
  // The same at once, without the loop.
  void kill();

 private:
  friend class Seat;
  using EntryPtr = std::shared_ptr<Seat::Entry>;

  EntryPtr pick();
  Result<EntryPtr> launch_new();
  Result<std::unique_ptr<Browser>> launch_guarded();
  Result<void> renew_guard();
  void start_failed(Error error);
  // Gives it no further visits; `why` follows the browser's name in a sentence.
  static void retire(Seat::Entry& entry, std::string_view why);
  void lost(const std::weak_ptr<Seat::Entry>& weak);
  void leave(const EntryPtr& entry);
  void end(const EntryPtr& entry, Deadline polite);
  void tell_end(const Seat::Entry& entry) const;
  // The browser has ended.
  void tell_guard(const Browser& browser);
  void note(const std::string& text) const;

  static boost::asio::awaitable<void> run_care(std::shared_ptr<Fleet> self, EntryPtr entry);
  boost::asio::awaitable<void> close_idle_tabs(EntryPtr entry);
  boost::asio::awaitable<void> watch_memory(EntryPtr entry);
  boost::asio::awaitable<void> feel_pulse(EntryPtr entry);
  static boost::asio::awaitable<void> run_greeting(std::shared_ptr<Fleet> self, EntryPtr entry);
  static boost::asio::awaitable<void> run_end(std::shared_ptr<Fleet> self, EntryPtr entry,
                                              Deadline polite);

  boost::asio::any_io_executor executor_;
  BrowserSetup setup_;
  CpuPool measuring_;
  FleetLimits limits_;
  FleetNews news_;
  std::unique_ptr<GuardLink> guard_;
  std::vector<EntryPtr> entries_;  // every browser with a process, retired ones included
  bool closing_ = false;
  Wakeup all_ended_;
  int failures_in_row_ = 0;
  Error last_failure_;
  SteadyTime retry_at_{};
};

}  // namespace tidemark::analyzer
