// Limits on a control group of our own. They go with the group.
#pragma once

#include <optional>

#include "probes/base/bytes.hpp"
#include "probes/base/result.hpp"
#include "probes/ownership/cgroup_place.hpp"

namespace tidemark::probes {

// Whether a hierarchy in which `groups` has a directory can do it. kUnavailable: none has the
// controller; the message says how to get one that has.
[[nodiscard]] Result<void> can_limit_memory(const CgroupPlace& groups);
[[nodiscard]] Result<void> can_limit_cpu(const CgroupPlace& groups);

// The most that all processes of the group and below it may use together, page cache included;
// absent: no limit. Beyond it the kernel takes back what it can, then kills one of them. kNoSpace:
// they use more already and cannot give it back (v1; v2 kills); otherwise as can_limit_memory.
Result<void> limit_memory(const CgroupPlace& groups, std::optional<Bytes> most);

// So many cores' worth of time in each tenth of a second; at least 0.01; absent: no limit.
Result<void> limit_cpu(const CgroupPlace& groups, std::optional<double> cores);

}  // namespace tidemark::probes
