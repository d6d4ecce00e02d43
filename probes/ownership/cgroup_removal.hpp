// Ending what is in a control group, and the group itself.
#pragma once

#include <filesystem>

#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"
#include "probes/ownership/cgroup_place.hpp"

namespace tidemark::probes {

// SIGKILL to every process of the v2 group and of the groups below it, in one step that no fork
// outruns (cgroup.kill, since Linux 5.14). The caller must be certain that all of them are his.
// kUnavailable: an older kernel; kGone: no such group; kDenied.
Result<void> kill_cgroup(const std::filesystem::path& group);

// Removes the group with all groups below it, waiting for the processes in it to end. kGone: there
// is none; kTimedOut: at the deadline one still lived in it.
Result<void> remove_cgroup(const std::filesystem::path& group, Deadline deadline);

// Kills what lives in a group of our own and removes its directory from every hierarchy. Groups
// that are gone already are no failure.
Result<void> end_cgroups(const CgroupPlace& groups, Deadline deadline);

// Removes the scopes below `parent` whose owner died without removing them (it was SIGKILLed) and
// in which nobody lives any more. Returns how many.
int sweep_stale_scopes(const std::filesystem::path& parent);

}  // namespace tidemark::probes
