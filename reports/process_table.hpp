// The watched processes as rows of text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/watch/watch_record.hpp"
#include "reports/trends.hpp"

namespace tidemark::reports {

enum class SortKey {
  kTree,  // parents above their children
  kMemory,
  kPid,
  kDescriptors,
  kCpu,
  kAge,
};

// "tree", "memory", "pid", "fds", "cpu", "age".
[[nodiscard]] std::string_view sort_key_name(SortKey key);
[[nodiscard]] std::optional<SortKey> sort_key_from(std::string_view name);

// Every cell is ready for a terminal: nothing that a process calls itself reaches it unfiltered.
struct ProcessRow {
  // A heading of a group has this only: "node (pid 42) node crawl.mjs: 12 processes, PSS 310M".
  std::string heading = {};
  std::string pid = {};
  std::string process = {};  // branches of the tree, then the role
  std::string age = {};
  std::string state = {};
  std::string pss = {};  // "-": unknown so far; "denied"
  Trend memory_trend = Trend::kUnknown;
  std::string rss = {};
  std::string descriptors = {};
  Trend descriptor_trend = Trend::kUnknown;
  std::string threads = {};
  std::string cpu = {};      // percent of one core
  std::string command = {};  // what tells this process from its like
  bool alarming = false;     // a zombie, or stuck, or stopped
};

// By owner where the sample has owners. `unicode`: branches are drawn, not spelled.
[[nodiscard]] std::vector<ProcessRow> process_rows(const harness::WatchSample& sample,
                                                   const Trends& trends, SortKey key, bool unicode);

// What a command line says about a process of that role, shortest: of a browser its program and
// profile, of a Chromium child what makes it special, else the whole.
[[nodiscard]] std::string telling_command(const probes::ProcessFacts& facts, probes::Role role);
// "node (pid 42)", "nobody (pid 1)".
[[nodiscard]] std::string owner_words(const harness::Owner& owner);
// In at most six columns: "812K", "35.2M", "2.7G".
[[nodiscard]] std::string short_bytes(Bytes bytes);
// In at most seven columns: "12s", "2:31", "1:02:03", "3d04h".
[[nodiscard]] std::string short_age(std::chrono::microseconds age);

}  // namespace tidemark::reports
