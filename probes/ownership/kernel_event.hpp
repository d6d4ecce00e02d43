// What the kernel's process connector tells: births, programs and ends of processes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"

namespace tidemark::probes {

// One event. Pids are those of the initial pid namespace.
struct KernelEvent {
  enum class Kind : std::uint8_t { kFork, kExec, kExit };
  Kind kind = Kind::kFork;
  SteadyTime at{};  // the kernel's own time stamp, CLOCK_MONOTONIC
  Pid pid = 0;      // the process (thread group); for kFork the newborn one
  // kExit: which of its threads ended. The process has ended once its leader (thread == pid) and
  // all other threads have.
  Pid thread = 0;
  Pid parent = 0;  // kFork: the newborn's parent, whichever of its threads forked
  // kExit: one of the two.
  std::optional<int> exit_code = {};
  std::optional<int> exit_signal = {};

  friend bool operator==(const KernelEvent&, const KernelEvent&) = default;
};

// The kernel's answer to somebody's request to be told. It goes to all listeners and does not say
// to which request; it is given before the request returns.
struct ConnectorAnswer {
  SteadyTime at{};
  int error = 0;  // an errno; 0: granted
  friend bool operator==(const ConnectorAnswer&, const ConnectorAnswer&) = default;
};

struct ConnectorNews {
  std::vector<KernelEvent> events = {};
  std::vector<ConnectorAnswer> answers = {};
};

// Adds to `news` what a datagram of the connector holds. The births of threads, kinds of events
// that are of no use here, and whatever is cut short or no message of the connector are left out.
void decode_connector(std::span<const std::byte> datagram, ConnectorNews& news);

}  // namespace tidemark::probes
