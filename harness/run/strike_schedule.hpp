// When the faults of a scenario strike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "harness/scenario/scenario.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::harness {

// A strike comes a seeded moment after what the scenario says, so that it hits the subject at work
// and not always at the very answer that was counted: up to a fifth of `after_ms` later, or up to
// half a second after the last of `after_domains`. The next ones come as late after `every_ms`
// where it is given.
class StrikeSchedule {
 public:
  StrikeSchedule(const std::vector<PlannedFault>& faults, std::uint64_t seed);

  void begin_cycle(SteadyTime now);
  // The index of the fault that strikes now, if one does; `answered` counts since the cycle began.
  [[nodiscard]] std::optional<std::size_t> due(SteadyTime now, std::size_t answered);
  // How many strikes of this cycle have not come.
  [[nodiscard]] unsigned outstanding() const;
  // One of `count` things to strike at; `count` > 0.
  [[nodiscard]] std::size_t choose(std::size_t count);

 private:
  struct Pending {
    PlannedFault fault;
    unsigned left = 0;
    SteadyTime since{};
    std::size_t answered_before = 0;
    std::optional<SteadyTime> at = {};
  };
  void arm(Pending& pending, SteadyTime now, std::size_t answered);
  [[nodiscard]] Milliseconds up_to(Milliseconds longest);

  std::vector<Pending> pending_;
  std::mt19937_64 random_;
};

}  // namespace tidemark::harness
