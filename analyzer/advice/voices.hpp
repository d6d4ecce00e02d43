// What brands say about a target by linking to it, and how much that weighs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/result/domain_result.hpp"

namespace tidemark::analyzer {

// What one brand says about a target: by its site that says most.
struct Voice {
  std::string domain;
  int total = 0;
  int links = 0;

  // A page with a thousand links says more than one with ten, but not a hundred times as much.
  [[nodiscard]] double weight() const;
};

using Voices = std::map<std::uint32_t, Voice>;  // by brand

// Keeps of each brand what weighs most.
void hear(Voices& voices, std::uint32_t brand, Voice voice);

[[nodiscard]] std::vector<Voice> by_weight(const Voices& voices);  // descending
[[nodiscard]] double weight_of(const Voices& voices);              // the sum, to two decimals
// "burger.example (80) links to it 14 times" of the heaviest, and how many more there are.
[[nodiscard]] std::vector<std::string> evidence_of(const Voices& voices);
// The category whose voices weigh most; null where there is none.
[[nodiscard]] const std::pair<const std::string, Voices>* heaviest(
    const std::map<std::string, Voices>& all);
// Nothing: too little to recommend anything on.
[[nodiscard]] std::optional<Confidence> confidence_of(const Voices& voices);

}  // namespace tidemark::analyzer
