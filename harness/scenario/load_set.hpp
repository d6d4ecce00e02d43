// The named variants of a scenario's load: short, usual, long.
#pragma once

#include <optional>
#include <string_view>

#include "harness/scenario/load.hpp"

namespace tidemark::harness {

enum class LoadSet { kDefault, kSmoke, kSoak };

// What the scenario says itself; each is whole, not only what differs.
struct LoadSets {
  std::optional<Load> smoke;
  std::optional<Load> standard;
  std::optional<Load> soak;
};

// So many cycles are the fewest that can be judged: one to warm up, three to compare.
inline constexpr unsigned kSmokeCycles = 4;
// A soak without a word of the scenario about it repeats the load so many times more.
inline constexpr unsigned kSoakFactor = 10;

// The load of a variant. Where the scenario has none of its own: `load`, for smoke with 4 cycles,
// for soak with ten times the cycles.
[[nodiscard]] Load load_in(const Load& load, const LoadSets& sets, LoadSet which);

// "smoke", "default", "soak".
[[nodiscard]] std::string_view name_of(LoadSet set);
[[nodiscard]] std::optional<LoadSet> load_set_of(std::string_view name);

}  // namespace tidemark::harness
