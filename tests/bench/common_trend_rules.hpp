// Rules for memory growth in common use, to stand beside ours.
#pragma once

#include <span>

namespace tidemark::tests {

// Kendall's S over its deviation without ties, one-sided 5% (Mann 1945).
[[nodiscard]] bool mann_kendall(std::span<const double> values);
// Least squares, slope over its error as if the noise were white, one-sided 5%.
[[nodiscard]] bool slope_test(std::span<const double> values);
// "It grew in every round": the means of six rounds of equal length rise each time.
[[nodiscard]] bool every_round_grows(std::span<const double> values);

}  // namespace tidemark::tests
