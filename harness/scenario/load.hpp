// The load of a scenario.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "probes/base/clock.hpp"

namespace tidemark::harness {

// What one cycle asks of the subject.
struct Load {
  std::vector<std::string>
      domains;  // in this order, repetitions allowed; may name hosts nobody serves
  unsigned cycles = 1;
  std::optional<Milliseconds> budget;  // per domain, if the subject takes one
  std::optional<unsigned> workers;     // hint for subjects that take one
};

}  // namespace tidemark::harness
