#include "harness/scenario/load_set.hpp"

#include <array>
#include <utility>

namespace tidemark::harness {
namespace {

constexpr std::array<std::pair<LoadSet, std::string_view>, 3> kNames = {
    std::pair{LoadSet::kSmoke, "smoke"}, {LoadSet::kDefault, "default"}, {LoadSet::kSoak, "soak"}};

}  // namespace

Load load_in(const Load& load, const LoadSets& sets, LoadSet which) {
  Load chosen = load;
  switch (which) {
    case LoadSet::kDefault: return sets.standard.value_or(load);
    case LoadSet::kSmoke:
      if (sets.smoke) return *sets.smoke;
      chosen.cycles = kSmokeCycles;
      return chosen;
    case LoadSet::kSoak:
      if (sets.soak) return *sets.soak;
      chosen.cycles *= kSoakFactor;
      return chosen;
  }
  return chosen;
}

std::string_view name_of(LoadSet set) {
  for (const auto& [each, name] : kNames) {
    if (each == set) return name;
  }
  return {};
}

std::optional<LoadSet> load_set_of(std::string_view name) {
  for (const auto& [set, known] : kNames) {
    if (known == name) return set;
  }
  return std::nullopt;
}

}  // namespace tidemark::harness
