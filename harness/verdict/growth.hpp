// How a count went over the rest points after warm-up: whether it grows, and how that is known.
#pragma once

#include <cstddef>
#include <span>

namespace tidemark::harness {

enum class Shape {
  kClean,      // at the last rest point not above the baseline
  kSwinging,   // above it, but no higher and no longer than it was before and came down again
  kLate,       // above it for fewer rest points than an excess must persist
  kUnsettled,  // rose and stayed, with too few rest points since to tell a step from a leak
  kPlateau,    // rose and has been flat for longer than it ever was between two rises
  kGrowing,    // rises again and again and does not come back
};

struct Growth {
  Shape shape = Shape::kClean;
  double baseline = 0;
  double last = 0;
  double per_cycle = 0;  // since the first rise that stayed
  // Rises that stayed, as indices into the counts. Meaningless if there is no excess.
  std::size_t first_rise = 0;
  std::size_t last_rise = 0;
  std::size_t excess_points = 0;  // rest points in excess up to the last one
  std::size_t flat_points = 0;    // rest points that followed the last rise
  bool uniform = false;           // every step since the first rise is the same
  bool strict = false;            // every rest point is above the one before it
};

// A rise must be followed by this many flat rest points before it may be called a step.
inline constexpr std::size_t kFlatPoints = 3;

// `counts` at consecutive rest points after warm-up; up to `allowance` above the baseline is no
// excess; one must persist over `persist` rest points.
[[nodiscard]] Growth growth_of(double baseline, std::span<const double> counts, std::size_t persist,
                               double allowance = 0);

// The median of the slopes between all pairs of values (Theil-Sen), per step; 0 for fewer than two.
// A single outlier does not move it.
[[nodiscard]] double robust_slope(std::span<const double> values);

}  // namespace tidemark::harness
