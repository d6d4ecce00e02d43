// What the runs of a comparison say about one resource, candidate and baseline apart, and how sure
// a test of them must be.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/record/comparison_record.hpp"

namespace tidemark::harness {

// Of the runs that prove something.
struct Sides {
  std::vector<double> candidate;  // growth per task
  std::vector<double> baseline;
  std::size_t leaking_candidates = 0;  // runs
  std::size_t leaking_baselines = 0;
  int candidate_points = 0;  // rest points of all its runs

  [[nodiscard]] std::size_t pairs() const;
  [[nodiscard]] bool all_leak() const;
};

[[nodiscard]] Sides sides_of(const ComparisonRecord& comparison, Resource resource);

// The level for a test after so many pairs, where `tests` share the comparison's permitted error.
[[nodiscard]] double leak_level(const ComparisonRecord& comparison, std::size_t pairs,
                                std::size_t tests);

// Fills in the interval of `effect`: after all looks, each end is wrong in at most 2.5%.
void put_interval(const ComparisonRecord& comparison, const Sides& sides, Effect& effect);

// "2 of 5 pairs were run", or what to do when all were.
[[nodiscard]] std::string more_pairs_text(const ComparisonRecord& comparison, std::size_t pairs);

}  // namespace tidemark::harness
