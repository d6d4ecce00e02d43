// One watch, from its options to its exit code.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/exit_code.hpp"
#include "harness/watch/metrics_server.hpp"
#include "harness/watch/watcher.hpp"
#include "probes/base/process_id.hpp"
#include "reports/process_table.hpp"

namespace tidemark::cli {

// What to watch: one of the four.
struct WatchChoice {
  std::optional<std::vector<std::string>> command = {};
  std::optional<Pid> pid = {};
  std::filesystem::path cgroup = {};
  bool browsers = false;
};

struct WatchOptions {
  WatchChoice what = {};
  harness::WatchPace pace = {};
  std::optional<Milliseconds> duration = {};
  std::filesystem::path record = {};
  std::optional<harness::MetricsAddress> metrics = {};
  reports::SortKey sort = reports::SortKey::kTree;
  bool once = false;
  bool json = false;
  bool quiet = false;
};

// Runs until what is watched ends, the user wants it to, or the time is over; what it started is
// ended on return.
[[nodiscard]] ExitCode run_watch(const WatchOptions& options);

}  // namespace tidemark::cli
