// Judging a recorded run again, perhaps by other rules.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "cli/run_report.hpp"

namespace tidemark::cli {

struct RejudgeOptions {
  std::optional<int> warm_up;        // absent: as the run had it
  std::optional<int> persist;        // rest points over which an excess must persist
  std::vector<std::string> require;  // resources that decide; empty: those that did
  std::string mutes;                 // a file of leaks that do not count; empty: all count
  std::chrono::sys_days today{};     // UTC: mutes that expired before have no effect
};

// Puts into the record of `run` what the judge says of its recording now. Expectations and the
// rest stay as they were, mutes do not. kBadInput: there are no rest points in it, a resource is
// unknown, or the file of mutes is wrong.
[[nodiscard]] Result<void> rejudge(KeptRun& run, const RejudgeOptions& options);

}  // namespace tidemark::cli
