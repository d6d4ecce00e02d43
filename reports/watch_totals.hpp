// One look at the watched processes, added up.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "harness/watch/watch_record.hpp"
#include "probes/base/bytes.hpp"
#include "probes/sampling/role.hpp"

namespace tidemark::reports {

// A sum is absent when no process told its part; `pss` is of `pss_known` processes.
struct WatchSums {
  std::size_t processes = 0;
  std::size_t zombies = 0;
  std::size_t orphans = 0;  // their parent has ended; a reaper has them
  std::size_t stuck = 0;    // state D: in the kernel, cannot even be killed
  std::size_t stopped = 0;  // state T or t
  std::optional<Bytes> rss = {};
  std::optional<Bytes> pss = {};
  std::optional<Bytes> uss = {};
  std::size_t pss_known = 0;
  std::size_t pss_denied = 0;
  std::chrono::microseconds oldest_pss{};  // age of the oldest figure in it
  std::optional<long> threads = {};
  std::optional<long> descriptors = {};
  std::optional<double> cpu_share = {};  // of one core
};

[[nodiscard]] WatchSums sums_of(const harness::WatchSample& sample);
// Of every role that the watch has seen so far, present or not.
[[nodiscard]] std::map<probes::Role, WatchSums> sums_by_role(const harness::WatchSample& sample);

// "1 process", "25 processes".
[[nodiscard]] std::string process_count(std::size_t count);

}  // namespace tidemark::reports
