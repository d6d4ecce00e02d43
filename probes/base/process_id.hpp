// Who a process is. A bare pid is not an identity: the kernel hands it out again.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "probes/base/result.hpp"

namespace tidemark {

using Pid = int;

// A process of this boot: its pid, and its start time in clock ticks since boot (field 22 of
// /proc/PID/stat, proc(5)). Two processes never share both.
struct ProcessId {
  Pid pid = 0;
  std::uint64_t start_ticks = 0;

  friend auto operator<=>(const ProcessId&, const ProcessId&) = default;
};

// This boot's id (/proc/sys/kernel/random/boot_id). A ProcessId written to disk means nothing
// without it.
[[nodiscard]] Result<std::string> read_boot_id();

// The identity of the process that has `pid` now; kGone if there is none.
[[nodiscard]] Result<ProcessId> read_process_id(Pid pid);

}  // namespace tidemark
