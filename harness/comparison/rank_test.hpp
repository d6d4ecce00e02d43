// Whether one group of measurements tends to be higher than another, by their ranks alone: exact
// for any distribution, and no more wrong where both groups jump, drift or fill caches alike
// (Wilcoxon 1945, Mann and Whitney 1947; the interval: Hodges and Lehmann 1963).
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace tidemark::harness {

// The probability of ranks at least as high as those of `candidate` if the groups' labels meant
// nothing. Ties share their ranks. 1 if either group is empty.
[[nodiscard]] double chance_of_ranks(std::span<const double> candidate,
                                     std::span<const double> baseline);

// How likely the rarest outcome is that `chance_of_ranks` is at most `level` for, without ties, in
// groups of so many each: what a test at that level really risks. 0: no outcome is rare enough.
[[nodiscard]] double attainable_level(std::size_t each, double level);

struct ShiftInterval {
  double median = 0;  // of all differences between a candidate and a baseline
  double lowest = 0;
  double highest = 0;
};

// By how much candidates are higher. Each end is wrong with a probability of at most `level`.
// nullopt: too few measurements for that level.
[[nodiscard]] std::optional<ShiftInterval> shift_between(std::span<const double> candidate,
                                                         std::span<const double> baseline,
                                                         double level);

}  // namespace tidemark::harness
