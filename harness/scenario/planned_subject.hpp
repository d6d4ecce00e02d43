// The subject of a scenario.
#pragma once

#include <string>
#include <vector>

namespace tidemark::harness {

// The program under test; absent from a scenario that leaves the choice to the command line.
struct PlannedSubject {
  enum class Kind {
    kLongRunning,  // domains arrive on stdin, one JSON line per finished domain comes back
    kPerCycle,     // started anew each cycle
  };
  std::vector<std::string> command;  // argv, never a shell line
  Kind kind = Kind::kPerCycle;
};

}  // namespace tidemark::harness
