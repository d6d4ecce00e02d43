// One running Chromium.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "analyzer/browser/browser_mode.hpp"
#include "analyzer/browser/cdp_connection.hpp"
#include "analyzer/browser/confinement.hpp"
#include "analyzer/browser/guard.hpp"
#include "analyzer/browser/nss_database.hpp"
#include "analyzer/browser/profile_lease.hpp"
#include "analyzer/browser/stderr_tail.hpp"
#include "analyzer/proxy/filtering_proxy.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"
#include "probes/process/child.hpp"

namespace tidemark::analyzer {

// What every browser of a pool is started with.
struct BrowserSetup {
  std::filesystem::path executable;
  std::filesystem::path scratch_root;
  std::shared_ptr<FilteringProxy> proxy;  // the browser's only way to the network
  BrowserMode mode = BrowserMode::kReuse;
  Frames frames = Frames::kContinuous;
  NssDatabase trust = {};
  Confinement confinement = {};
};

// Owns one Chromium: process group, channels, leased profile. The kernel kills it with the thread
// that launched it, the guard with the program; the destructor kills it too. Used on one thread.
class Browser {
 public:
  // Starts the process; greet() it before use. kGone: the guard is dead, nothing was started.
  [[nodiscard]] static Result<std::unique_ptr<Browser>> launch(
      const boost::asio::any_io_executor& executor, const BrowserSetup& setup, GuardLink& guard);
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;
  ~Browser();

  // Waits until it answers. The error says what it wrote to stderr.
  [[nodiscard]] boost::asio::awaitable<Result<void>> greet(Deadline deadline);
  // Whether it answers at all.
  [[nodiscard]] boost::asio::awaitable<bool> answers(Deadline deadline);

  // Asks it to leave until `deadline`, then kills it (within another half second) and removes its
  // profile. Afterwards this object owns nothing any more.
  [[nodiscard]] boost::asio::awaitable<void> close(Deadline deadline);
  // The same at once, blocking for milliseconds.
  void kill();

  // Calls `handler` when a popup or a worker that serves several pages appears in the browser
  // context `context`; an empty one: nobody.
  void on_strangers(const std::string& context, std::function<void()> handler);

  [[nodiscard]] Pid pid() const { return pid_; }
  [[nodiscard]] CdpConnection& cdp() { return *cdp_; }
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
  // How its tabs are to be opened.
  [[nodiscard]] Frames frames() const { return frames_; }
  // It cannot do it on demand: only the headless shell can.
  void frame_continuously() { frames_ = Frames::kContinuous; }
  // A way to the network for one tab of this browser.
  [[nodiscard]] Result<std::unique_ptr<Lane>> open_lane() const;
  // Introduces it to another guard, the first being dead.
  Result<void> watch_by(GuardLink& guard) const;

 private:
  void take_event(const std::string& method, const nlohmann::json& params);

  Browser(ProfileLease lease, probes::Child process, std::shared_ptr<FilteringProxy> proxy);

  Pid pid_ = 0;
  std::filesystem::path directory_;
  std::shared_ptr<FilteringProxy> proxy_;
  uid_t user_ = 0;  // whom it runs as
  Frames frames_ = Frames::kContinuous;
  // In this order, so that destruction closes the channels, ends the process, removes the profile.
  std::optional<ProfileLease> lease_;
  std::optional<probes::Child> process_;
  std::map<std::string, std::function<void()>> strangers_;
  std::unique_ptr<StderrTail> stderr_;
  std::unique_ptr<CdpConnection> cdp_;
};

}  // namespace tidemark::analyzer
