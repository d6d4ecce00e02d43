// Which of an input's domains are visited at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "analyzer/tasks/task_source.hpp"

namespace tidemark::analyzer {

// Leaves out the visits of domains that `wanted` does not want. Lines that give no visit pass.
[[nodiscard]] std::unique_ptr<TaskSource> select_domains(
    std::unique_ptr<TaskSource> source, std::function<bool(const std::string& domain)> wanted);

// A uniform sample of `size` of the domains, or all if there are not so many. The same names with
// the same seed give the same sample, whatever their order; a larger sample holds the smaller one,
// and a list that changes a little changes its sample a little. Visits are handed out once the end
// of the input has been seen, in the order of the input; only the sample is kept in memory. Lines
// that give no visit pass: those that name no domain, allow rules, repeated names.
// `group_of`: draws so many of each group that it names; absent: of all together.
[[nodiscard]] std::unique_ptr<TaskSource> sample_domains(
    std::unique_ptr<TaskSource> source, std::size_t size, std::uint64_t seed,
    std::function<std::string(const Task& task)> group_of = {});

}  // namespace tidemark::analyzer
