// A pool of real browsers, a site for them to visit, and the proof that nothing is left behind.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "analyzer/browser/browser_pool.hpp"
#include "probes/base/temp_dir.hpp"
#include "tests/analyzer/browser/test_site.hpp"
#include "tests/support/process_census.hpp"

namespace tidemark::test {

using analyzer::BrowserOptions;
using analyzer::BrowserPool;
using analyzer::PageVisit;

// A visit under way.
struct Visiting {
  std::optional<PageVisit> result = {};
  Pid browser = 0;  // set when it has its slot
  boost::asio::cancellation_signal cancel = {};
};

// Skips every test of a machine without Chromium; fails a test that leaves a process, a descriptor
// or a directory behind.
class PoolTest : public LeavesNothingBehind {
 protected:
  void SetUp() override;
  void TearDown() override;

  // Replaces the pool; call it once, first.
  void make_pool(BrowserOptions options = {});
  [[nodiscard]] BrowserOptions defaults() const;

  // Starts a visit of http://shop.example`path`, or of a whole URL.
  std::shared_ptr<Visiting> start(const std::string& url, Milliseconds budget = kGenerous);
  PageVisit finish(const std::shared_ptr<Visiting>& visiting);
  PageVisit visit(const std::string& url, Milliseconds budget = kGenerous);
  void close(Milliseconds patience = Milliseconds(3000));

  void destroy_pool() { pool_.reset(); }

  // Runs the loop until `done`; a test that waits longer than 40 s fails.
  void run_until(const std::function<bool()>& done);
  [[nodiscard]] bool has_note(const std::string& part) const;

  static constexpr Milliseconds kGenerous{20000};

  boost::asio::io_context& loop() { return *loop_; }
  TestSite& site() { return *site_; }
  [[nodiscard]] const std::filesystem::path& scratch() const { return scratch_.path(); }

 private:
  TempDir scratch_;
  std::unique_ptr<boost::asio::io_context> loop_;
  std::unique_ptr<TestSite> site_;
  std::unique_ptr<BrowserPool> pool_;
  std::vector<std::string> notes_;
  std::vector<std::shared_ptr<Visiting>> visits_;  // the loop refers to their cancellation signals
};

// The living processes whose command line contains `text`.
[[nodiscard]] std::vector<Pid> processes_with(const std::string& text);
// Its arguments, separated by NUL; empty if it is gone.
[[nodiscard]] std::string command_line(Pid pid);
[[nodiscard]] Pid parent_of(Pid pid);
// The living members of a process group.
[[nodiscard]] std::vector<Pid> group_members(Pid group);

}  // namespace tidemark::test
