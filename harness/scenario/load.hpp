// The load of a scenario.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "probes/base/clock.hpp"

namespace tidemark::harness {

// A part of a cycle.
struct LoadPhase {
  std::vector<std::string> domains;  // in this order
  std::optional<double> rate;        // arrivals per second; absent: all at once
  Milliseconds pause{0};             // between its last arrival and the next phase
};

// What one cycle asks of the subject.
struct Load {
  std::vector<std::string>
      domains;  // in this order, repetitions allowed; may name hosts nobody serves
  std::vector<LoadPhase> phases;  // at least one; what is fed, `domains` is what phases share
  unsigned cycles = 1;
  std::optional<Milliseconds> budget;  // per domain, if the subject takes one
  std::optional<unsigned> workers;     // hints for subjects that take them
  std::optional<unsigned> browsers;
};

// A domain of a cycle and when it arrives.
struct Arrival {
  std::string domain;
  Milliseconds at{0};  // since the cycle's start
};

// All that arrive in one cycle, in order.
[[nodiscard]] std::vector<Arrival> arrivals_of(const Load& load);

}  // namespace tidemark::harness
