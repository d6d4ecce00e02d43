#include "harness/comparison/looks.hpp"

#include "harness/comparison/rank_test.hpp"

namespace tidemark::harness {

std::vector<double> levels_of_looks(std::size_t pairs, double error) {
  std::vector<double> levels;
  levels.reserve(pairs);
  double spent = 0;
  for (std::size_t pair = 1; pair <= pairs; ++pair) {
    const double allowed = error * static_cast<double>(pair) / static_cast<double>(pairs);
    const double level = attainable_level(pair, allowed - spent);
    spent += level;
    levels.push_back(level);
  }
  return levels;
}

std::size_t fewest_pairs(double error) {
  std::size_t pairs = 1;
  while (attainable_level(pairs, error) == 0) ++pairs;
  return pairs;
}

}  // namespace tidemark::harness
