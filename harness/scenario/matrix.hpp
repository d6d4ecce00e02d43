// One scenario, several configurations of the subject.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/load.hpp"

namespace tidemark::harness {

// What is varied; an empty list is not.
struct Matrix {
  std::vector<unsigned> workers;
  std::vector<unsigned> browsers;
  std::vector<Milliseconds> budgets;
};

// One configuration. What is absent is as the load says.
struct Combination {
  std::optional<unsigned> workers = {};
  std::optional<unsigned> browsers = {};
  std::optional<Milliseconds> budget = {};
};

// Each with each, the budgets changing fastest; one that varies nothing for an empty matrix.
[[nodiscard]] std::vector<Combination> combinations_of(const Matrix& matrix);

void apply(const Combination& combination, Load& load);

// "w4-b2-4000ms", for names of runs; empty where nothing is varied.
[[nodiscard]] std::string short_name(const Combination& combination);
// "workers 4, browsers 2, budget 4000 ms".
[[nodiscard]] std::string in_words(const Combination& combination);

}  // namespace tidemark::harness
