// Series of memory readings as programs show them, made up from formulas and a seed: what the test
// of growth is measured on (docs/verdicts.md). The noise has deviation 1 unless its name says more.
#pragma once

#include <cstddef>
#include <functional>
#include <ostream>
#include <random>
#include <string>
#include <vector>

namespace tidemark::tests {

using Series = std::vector<double>;

struct SeriesShape {
  std::string name;
  std::string formula;  // of value i of n, in words and signs for a table
  bool leaks = false;
  // The shape of the same program without the leak; an innocent's is its own name.
  std::string without_leak;
  std::function<Series(std::size_t, std::mt19937&)> make;

  // For GoogleTest, which would print the bytes.
  friend void PrintTo(const SeriesShape& shape, std::ostream* out) { *out << shape.name; }
};

// The innocent ones first.
[[nodiscard]] std::vector<SeriesShape> series_shapes();

}  // namespace tidemark::tests
