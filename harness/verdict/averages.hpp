// The middle of a series.
#pragma once

#include <span>

namespace tidemark::harness {

// Both of at least one value.
[[nodiscard]] double mean(std::span<const double> values);
// The upper one of an even number.
[[nodiscard]] double median(std::span<const double> values);

// By so much the deviation of normal values is larger than the median of their distances from the
// median.
inline constexpr double kDeviationsPerMad = 1.4826;

}  // namespace tidemark::harness
