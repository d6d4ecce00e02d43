// What a watch amounted to, when it is over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "harness/watch/watch_record.hpp"
#include "probes/base/bytes.hpp"

namespace tidemark::reports {

// The most that was seen at once.
class WatchPeaks {
 public:
  void add(const harness::WatchSample& sample);

  [[nodiscard]] std::size_t processes() const { return processes_; }
  [[nodiscard]] std::size_t zombies() const { return zombies_; }
  [[nodiscard]] const std::optional<Bytes>& rss() const { return rss_; }
  // Of looks in which the PSS of every living process was known.
  [[nodiscard]] const std::optional<Bytes>& pss() const { return pss_; }
  [[nodiscard]] const std::optional<long>& descriptors() const { return descriptors_; }

 private:
  std::size_t processes_ = 0;
  std::size_t zombies_ = 0;
  std::optional<Bytes> rss_;
  std::optional<Bytes> pss_;
  std::optional<long> descriptors_;
};

struct WatchEnd {
  std::string reason = {};            // "the command ended with exit code 0"
  std::optional<int> exit_code = {};  // of the command
  std::optional<int> signal = {};     // that ended the command
  std::size_t left = 0;               // processes that outlived what was watched
  std::uint64_t dropped_lines = 0;    // that nobody read in time
};

// A few lines: why it ended, the peaks, what it cost. `latest` is the last look.
[[nodiscard]] std::string watch_summary(const harness::WatchSample& latest, const WatchPeaks& peaks,
                                        const WatchEnd& end);
// The last line of a JSON watch, event "end".
[[nodiscard]] std::string watch_end_json(const harness::WatchSample& latest,
                                         const WatchPeaks& peaks, const WatchEnd& end);

}  // namespace tidemark::reports
