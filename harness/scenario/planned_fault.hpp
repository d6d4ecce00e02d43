// The faults of a scenario: what is done to a subject from outside, and when.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::harness {

namespace faults {

// Which of the subject's processes: its main process, or one of a role (probes::Role by name) that
// the scenario's seed chooses, or all of that role.
struct Aim {
  std::string role = "subject";
  bool all = false;
};

// A signal. The kinds `kill` and `terminate` end the subject's main process on purpose: it is
// started again for what is left of the cycle.
struct Signal {
  int number = 0;
  Aim at;
};

// Ends the subject's main process by a signal and starts it again.
struct Restart {
  int with = 0;
};

// SIGSTOP, later SIGCONT.
struct Pause {
  Aim at;
};

// Nothing passes between the subject and any site, DNS included.
struct NetworkCut {};

// Every connection is reset, new ones as soon as they are made; DNS is silent.
struct NetworkReset {};

struct DnsOutage {
  bool servfail = false;  // otherwise it is silent
};

// The most memory that all of the subject's processes may have together.
struct MemoryLimit {
  Bytes most;
};

// The most CPU time that they may have together, in cores.
struct CpuShare {
  double cores = 1;
};

// The most descriptors that each of them may have open.
struct DescriptorLimit {
  std::uint64_t most = 0;
};

// No room where its temporary files and profiles are: a disk of that size all through the run.
struct DiskFull {
  Bytes size = Bytes::mib(256);
};

}  // namespace faults

using FaultAction = std::variant<faults::Signal, faults::Restart, faults::Pause, faults::NetworkCut,
                                 faults::NetworkReset, faults::DnsOutage, faults::MemoryLimit,
                                 faults::CpuShare, faults::DescriptorLimit, faults::DiskFull>;

// Strikes in every cycle, `count` times in all: first when `after` has come, then each time that
// `every` has passed or, without it, `after` has come anew.
struct PlannedFault {
  // Exactly one is present.
  struct After {
    std::optional<Milliseconds> time;  // since the cycle's start or the last strike
    std::optional<unsigned> domains;   // finished since then
  };
  std::string kind = {};  // as the scenario names it
  FaultAction action = {};
  After after = {};
  std::optional<Milliseconds> every = {};
  std::optional<Milliseconds> lasts = {};  // absent: a moment, or until the cycle's last answer
  unsigned count = 1;
};

}  // namespace tidemark::harness
