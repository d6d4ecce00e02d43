// How much of a permitted error each look at a comparison may use, so that looking after every pair
// of runs, and at several scenarios, is wrong no more often than one look at the end would be.
#pragma once

#include <cstddef>
#include <vector>

namespace tidemark::harness {

// The level for the test after each of `pairs` pairs (index 0: after the first), by which all looks
// together are wrong with a probability of at most `error` (a union bound; Lan and DeMets 1983: the
// error is spent in proportion to the pairs, and what the coarse ranks of few runs cannot use is
// left for later). 0: no look is worth it yet.
[[nodiscard]] std::vector<double> levels_of_looks(std::size_t pairs, double error);

// The fewest pairs that a comparison with that error takes.
[[nodiscard]] std::size_t fewest_pairs(double error);

}  // namespace tidemark::harness
