// Reading a control group's files: anybody's, of either version of the interface.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "probes/base/process_id.hpp"
#include "probes/base/reading.hpp"
#include "probes/base/result.hpp"
#include "probes/ownership/cgroup_facts.hpp"

namespace tidemark::probes {

// The number of a file like memory.current. "max", a sign, anything else that is no number:
// kUnsupported.
[[nodiscard]] Reading<std::uint64_t> parse_cgroup_number(std::string_view text);
// The value of `key` in a file of lines "key value", like memory.stat; kUnsupported if it has none.
[[nodiscard]] Reading<std::uint64_t> parse_cgroup_stat(std::string_view text, std::string_view key);
// The pids of a file cgroup.procs. Zeros stand for processes of another pid namespace and are left
// out, as is what is no pid.
[[nodiscard]] std::vector<Pid> parse_cgroup_pids(std::string_view text);

// What the directory `group` has; the rest is absent with its reason: kGone, the group is not
// there any more; kUnsupported, its hierarchy lacks the controller or this kernel the file.
[[nodiscard]] CgroupFacts read_cgroup_facts(const std::filesystem::path& group);
// `facts` with what it lacks taken from `other`: a hybrid host has a group for each controller.
[[nodiscard]] CgroupFacts combine(const CgroupFacts& facts, const CgroupFacts& other);

// The processes of the group and of the groups below it, zombies left out, sorted. Groups that
// vanish meanwhile are skipped. kGone: no such group; kDenied.
[[nodiscard]] Result<std::vector<Pid>> read_cgroup_members(const std::filesystem::path& group);

// Whether any process lives in the group or below it (v2 only). kGone.
[[nodiscard]] Result<bool> cgroup_populated(const std::filesystem::path& group);

}  // namespace tidemark::probes
