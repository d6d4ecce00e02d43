// Whether a series does what every leak does, whatever else happens in it.
#pragma once

#include <span>

#include "harness/verdict/explanations.hpp"

namespace tidemark::harness {

// Explanations are compared as wholes. Where none is right, as for a warm-up with a jump in it or a
// store that is emptied now and then, a leak may be the least wrong of them. So a leak must also be
// seen by itself: at the end there is more than at the beginning, and growth still goes on there,
// of at least half of what the leak is said to have, as far as `noise` (its deviation) lets that be
// seen. At least nine values.
[[nodiscard]] bool goes_on(std::span<const double> values, const LeakFit& leak, double noise);

}  // namespace tidemark::harness
