// Whether a planted leak was found for what it is.
#pragma once

#include <span>
#include <string>

#include "harness/record/run_record.hpp"
#include "harness/selftest/plants.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::harness {

// What became of one plant.
struct PlantAnswer {
  Plant plant = Plant::kNothing;
  bool passed = false;
  std::string found{};   // what was found, or why this is not what was planted; for a terminal
  Milliseconds took{0};  // of the run
};

// What the record of a run says of `plant`, one of `planted` in it. It passes only if its resource
// leaks, with a finding of the right kind whose culprits are the planted things, born during the
// task that planted them; and if nothing leaks that was not planted. Pure.
[[nodiscard]] PlantAnswer check_plant(Plant plant, std::span<const Plant> planted,
                                      const RunRecord& record);

}  // namespace tidemark::harness
