// The faults of a scenario.
#pragma once

#include <optional>

#include "probes/base/clock.hpp"

namespace tidemark::harness {

// A signal sent from outside in every cycle: first when `after` has come, then again each time it
// has come anew since, `count` times in all.
struct PlannedFault {
  enum class Kind { kKill, kTerminate };
  enum class Target {
    kSubject,  // its main process; one that is per cycle is started again for what is left of the
               // cycle
    kBrowser,  // one of its browsers' main processes, chosen by the scenario's seed
  };
  // Exactly one is present.
  struct After {
    std::optional<Milliseconds> time;  // since the cycle's start or the last strike
    std::optional<unsigned> domains;   // finished since then
  };
  Kind kind = Kind::kKill;
  Target target = Target::kSubject;
  After after;
  unsigned count = 1;
};

}  // namespace tidemark::harness
