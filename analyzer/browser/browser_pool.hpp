// Pages read by real Chromium: a bounded number of tabs over a bounded number of browsers.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "analyzer/browser/browser_mode.hpp"
#include "analyzer/browser/response_headers.hpp"
#include "analyzer/browser/slot_queue.hpp"
#include "analyzer/proxy/destinations.hpp"
#include "analyzer/proxy/lane_report.hpp"
#include "analyzer/result/domain_result.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

struct BrowserOptions {
  std::filesystem::path executable = {};    // the ELF, see find_browser(); never a wrapper script
  std::filesystem::path scratch_root = {};  // where profiles go; empty: temp_root()
  std::filesystem::path ca_file = {};       // additional trusted authority
  Reach reach = {};                         // what pages may connect to
  BrowserMode mode = BrowserMode::kReuse;
  bool screenshots = false;
  int browsers = 1;             // at once; a replaced one ends its last visits beside its successor
  int tabs_per_browser = 3;     // visits at once in each
  int pages_per_browser = 200;  // then it is replaced
  std::chrono::minutes max_age{30};  // then it is replaced
  Bytes memory_per_browser =
      Bytes::mib(2048);  // what its processes have for themselves; then it is replaced
  Bytes memory_per_tab = Bytes::mib(1024);  // of its renderer; then that is ended
  Bytes page_cap = Bytes::mib(32);          // a page that sends more, decoded, is cut off
  // Told what an operator should know: sandbox off, leftovers swept, a browser lost. May hold
  // paths.
  std::function<void(const std::string&)> on_note = {};
  // A browser's process began to run; it has ended, and why: "is old", "ended unexpectedly".
  std::function<void(Pid)> on_started = {};
  std::function<void(Pid, std::string_view why)> on_ended = {};
};

// What one visit found. Untrusted and bounded (URLs: 2000 characters).
struct PageVisit {
  Stage stage = Stage::kSlot;
  std::optional<ErrorClass> error = {};
  std::string detail = {};
  bool outgrew = false;  // kRendererCrashed, because it took more memory than a tab may
  std::optional<int> status = {};
  HeaderList headers = {};
  std::string final_url = {};
  PageContent content = {};               // as its scripts made it
  std::string markup = {};                // of a page with little text; see PageReading
  std::string screenshot = {};            // PNG, base64; if BrowserOptions::screenshots
  Bytes received = {};                    // decoded, everything the page loaded included
  LaneReport traffic = {};                // what went over the network
  std::chrono::milliseconds slot_wait{};  // starting the browser included
  std::chrono::milliseconds took{};       // slot_wait included
  Pid browser = 0;
};

// Owns the browsers and the guard that ends them should we be killed. Browsers are started when
// first needed. No visit finds anything of an earlier one's storage (browser_mode.hpp). Each ends
// at its deadline: the tab, and if the tab does not answer the browser, is taken away. Start, use
// and destroy it on the thread that runs the loop and lives as long as the program (parent-death
// signals are per thread).
class BrowserPool {
 public:
  // Also ends and removes what a killed predecessor left in the scratch directory (sweep.hpp).
  // kUnavailable: no browser, or certutil is needed and missing; kBadInput: scratch directory or CA
  // file.
  [[nodiscard]] static Result<std::unique_ptr<BrowserPool>> create(
      boost::asio::any_io_executor executor, BrowserOptions options);
  // Kills what close() has not ended.
  virtual ~BrowserPool() = default;

  // Reads `url`. Waits for a tab first, within the same deadline; `on_slot` is called when it has
  // one with the browser's pid.
  [[nodiscard]] virtual boost::asio::awaitable<PageVisit> visit(
      std::string url, Deadline deadline, std::function<void(Pid)> on_slot) = 0;

  // The tabs at this moment.
  [[nodiscard]] virtual SlotUse tabs() const = 0;

  // Ends every browser and its guard, politely first; nothing of ours is left when it returns,
  // which is at the latest a second after the deadline.
  [[nodiscard]] virtual boost::asio::awaitable<void> close(Deadline deadline) = 0;
};

// The browser to use: `wanted` if given, else $TIDEMARK_BROWSER, else the first of the known places
// of chromium-headless-shell and chromium. Always the ELF itself; kUnavailable says what to
// install.
[[nodiscard]] Result<std::filesystem::path> find_browser(const std::filesystem::path& wanted = {});

}  // namespace tidemark::analyzer
