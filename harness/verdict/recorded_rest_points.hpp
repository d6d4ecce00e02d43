// Rest points in a recording: what is written of them, and how they come out again to be judged
// anew.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/verdict/rest_point.hpp"
#include "probes/recording/recorded_run.hpp"

namespace tidemark::harness {

// The detail of a kRestPoint event for `point`: what its sample does not say. `told`: directories
// whose origin earlier events have told; those of this one are added.
[[nodiscard]] std::string rest_point_detail(const RestPoint& point, std::set<std::string>& told);

// The rest points of a recorded run, as they were judged, except that a process has the role under
// which it was last seen. A rest point whose sample was lost is left out, and so is all that a
// damaged file says of one. Empty for runs recorded by versions that did not write them.
[[nodiscard]] std::vector<RestPoint> rest_points_of(const probes::RecordedRun& recording);

}  // namespace tidemark::harness
