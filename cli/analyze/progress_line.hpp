// Tells a person how far a run is.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "analyzer/browser/slot_queue.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::cli {

// What a run is doing at this moment.
struct RunStatus {
  std::size_t done = 0;
  std::optional<std::size_t> total = {};  // once the end of the input has been seen
  std::size_t running = 0;
  std::optional<analyzer::SlotUse> tabs = {};  // absent: no browsers
};

// How fast a count has grown lately: a run that has come to a standstill should look like one.
class RecentRate {
 public:
  void see(std::size_t count, SteadyTime now);
  // Over the last half minute, or since the first look; nothing until a second has passed.
  [[nodiscard]] std::optional<double> per_second() const;

 private:
  std::deque<std::pair<SteadyTime, std::size_t>> looks_;
};

// "12 of 50 done, 4 running, 3.2/s, 3 of 3 tabs in use, 1 waiting, about 0:12 left"; the last part
// only with a rate and a total.
[[nodiscard]] std::string progress_text(const RunStatus& status, std::optional<double> per_second);

// Writes to stderr: one line that changes and fits on a terminal, log lines elsewhere.
class ProgressLine {
 public:
  explicit ProgressLine(bool quiet);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine() { erase(); }

  // How long to wait before the next show().
  [[nodiscard]] std::chrono::milliseconds interval() const;
  void show(const RunStatus& status);
  // Takes the changing line away, for something else to be written.
  void erase();

 private:
  bool quiet_;
  bool terminal_;
  bool shown_ = false;
  RecentRate rate_;
};

}  // namespace tidemark::cli
