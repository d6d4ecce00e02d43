// One run at a time per store: a lock that proves its holder alive and says who it is.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::analyzer {

// Holds the lock (flock) on `STORE.lock`, as long as this object and its process live; no child
// inherits the descriptor, so neither a browser nor a guard that outlives us can keep a store from
// the next run. The file stays: removing it would let two runs lock two files of one name.
class StoreLease {
 public:
  // Waits until `hand_over` for a holder that is about to end, a killed one for instance; `on_wait`
  // is told once for whom. kUnavailable says who holds the lease: pid, since when, command line.
  [[nodiscard]] static Result<StoreLease> take(
      const std::filesystem::path& store, const std::vector<std::string>& command_line,
      Deadline hand_over, const std::function<void(const std::string&)>& on_wait);

 private:
  explicit StoreLease(UniqueFd lock) : lock_(std::move(lock)) {}
  UniqueFd lock_;
};

[[nodiscard]] std::filesystem::path lease_file_of(const std::filesystem::path& store);

// Who a lease file says holds it, for people: "pid 42 since 2026-11-24T12:03:11Z (tidemark analyze
// list.txt)". Whatever the text is, what comes back is printable.
[[nodiscard]] std::string describe_holder(std::string_view lease_text);

}  // namespace tidemark::analyzer
