#include "harness/verdict/changed_answers_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "probes/base/printable.hpp"

namespace tidemark::harness {
namespace {

constexpr std::size_t kFewestCycles = 6;
constexpr std::size_t kLast = 3;
constexpr std::size_t kFewestTasks = 2;
constexpr double kLeastShare = 0.1;
constexpr std::size_t kTasksNamed = 3;
constexpr std::size_t kColumns = 60;

using Outcomes = std::map<int, std::string>;  // by cycle

std::vector<int> cycles_to_compare(const Work& work, int warm_up) {
  std::vector<int> cycles;
  for (const CycleWork& cycle : work.cycles) {
    if (cycle.cycle > warm_up && cycle.over && !cycle.struck) cycles.push_back(cycle.cycle);
  }
  return cycles;
}

// Empty: it had none in one of the cycles, or not the same in all.
std::string common_outcome(const Outcomes& outcomes, std::span<const int> cycles) {
  std::string common;
  for (const int cycle : cycles) {
    const auto found = outcomes.find(cycle);
    if (found == outcomes.end() || found->second.empty()) return {};
    if (!common.empty() && common != found->second) return {};
    common = found->second;
  }
  return common;
}

// Whether it had an outcome in each of `cycles`, and never `not_this`.
bool always_other(const Outcomes& outcomes, std::span<const int> cycles,
                  const std::string& not_this) {
  return std::ranges::all_of(cycles, [&](int cycle) {
    const auto found = outcomes.find(cycle);
    return found != outcomes.end() && !found->second.empty() && found->second != not_this;
  });
}

std::string change_of(const std::string& task, const std::string& then, const std::string& now) {
  return fmt::format("{} ({}, now {})", printable(task, kColumns), printable(then, kColumns),
                     printable(now, kColumns));
}

}  // namespace

std::optional<Finding> find_changed_answers(const Work& work, int warm_up) {
  const std::vector<int> cycles = cycles_to_compare(work, warm_up);
  if (cycles.size() < kFewestCycles) return std::nullopt;
  const std::span all(cycles);
  const auto first = all.first(std::max<std::size_t>(3, cycles.size() / 3));
  const auto last = all.last(kLast);
  std::size_t settled = 0;
  std::size_t changed = 0;
  std::string named;
  Finding finding{.resource = Resource::kWork};
  finding.counts.resize(cycles.size());
  for (const auto& [task, outcomes] : work.outcomes) {
    const std::string then = common_outcome(outcomes, first);
    if (then.empty()) continue;
    ++settled;
    for (std::size_t i = 0; i < cycles.size(); ++i) {
      const auto here = outcomes.find(cycles[i]);
      if (here != outcomes.end() && here->second != then) ++finding.counts[i];
    }
    if (!always_other(outcomes, last, then)) continue;
    if (++changed > kTasksNamed) continue;
    named += (named.empty() ? "" : ", ") + change_of(task, then, outcomes.at(cycles.back()));
  }
  if (changed < kFewestTasks ||
      static_cast<double>(changed) < kLeastShare * static_cast<double>(settled)) {
    return std::nullopt;
  }
  if (changed > kTasksNamed) named += fmt::format(" and {} more", changed - kTasksNamed);
  finding.kind = FindingKind::kAnswersChanged;
  finding.last = static_cast<double>(changed);
  finding.explanation = fmt::format(
      "{} of {} tasks ended alike up to cycle {} and otherwise in the last {} cycles: {}", changed,
      settled, first.back(), kLast, named);
  return finding;
}

}  // namespace tidemark::harness
