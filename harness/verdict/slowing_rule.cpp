#include "harness/verdict/slowing_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "harness/verdict/averages.hpp"
#include "harness/verdict/growth_test.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::harness {
namespace {

// What is worth a sentence, and below what changes prove nothing; in seconds.
struct Least {
  double rise = 0;
  double resolution = 0;
};
// Rest is seen by samples, after a wait of two seconds for quiet.
constexpr Least kOfRest{.rise = 1.0, .resolution = 0.25};
constexpr Least kOfTasks{.rise = 0.1, .resolution = 0.005};
constexpr double kLeastShare = 0.5;
// What becomes ever slower does so in both halves: so much of the rise is in each.
constexpr double kLeastOfEachHalf = 0.25;
// The commonest way to end must be about as common in each cycle, or the mean task is another one.
constexpr double kSameCommonness = 0.1;
constexpr std::size_t kColumns = 40;

double seconds(RunTime time) { return std::chrono::duration<double>(time).count(); }

// Comparable cycles, or none.
std::vector<const CycleWork*> cycles_to_compare(const Work& work, const Timeline& timeline) {
  std::vector<const CycleWork*> cycles;
  if (!timeline.long_running || timeline.judged.empty()) return cycles;
  const int from = timeline.judged[timeline.last_subject_from]->cycle;
  for (const CycleWork& cycle : work.cycles) {
    const bool whole = cycle.over && !cycle.failed && !cycle.struck;
    if (cycle.cycle >= from && cycle.cycle > timeline.warm_up_cycles && whole) {
      cycles.push_back(&cycle);
    }
  }
  const bool alike = std::ranges::all_of(
      cycles, [&](const CycleWork* it) { return it->tasks == cycles.front()->tasks; });
  return alike ? cycles : std::vector<const CycleWork*>();
}

struct Rise {
  double first = 0;
  double last = 0;
  double per_cycle = 0;
};

std::optional<Rise> rise_of(const std::vector<double>& values, const Least& least) {
  if (values.size() < kFewestForGrowth) return std::nullopt;
  const std::span all(values);
  const std::size_t third = values.size() / 3;
  const Rise rise{.first = median(all.first(third)), .last = median(all.last(third))};
  const double more = rise.last - rise.first;
  if (more < least.rise || more < kLeastShare * rise.first) return std::nullopt;
  const double half_way =
      (median(all.subspan(third, values.size() - 2 * third)) - rise.first) / more;
  if (half_way < kLeastOfEachHalf || half_way > 1 - kLeastOfEachHalf) return std::nullopt;
  const GrowthAnswer answer = test_growth(values, {.resolution = least.resolution});
  if (answer.verdict != Verdict::kLeaking) return std::nullopt;
  return Rise{.first = rise.first, .last = rise.last, .per_cycle = answer.growth};
}

Finding finding_of(FindingKind kind, const Rise& rise, std::vector<double> values) {
  Finding finding{.resource = Resource::kWork, .baseline = rise.first, .last = rise.last};
  finding.kind = kind;
  finding.per_cycle = rise.per_cycle;
  finding.counts = std::move(values);
  return finding;
}

std::optional<Finding> find_slower_rest(const std::vector<const CycleWork*>& cycles) {
  std::vector<double> values;
  values.reserve(cycles.size());
  for (const CycleWork* cycle : cycles) {
    if (cycle->to_rest) values.push_back(seconds(*cycle->to_rest));
  }
  const auto rise = rise_of(values, kOfRest);
  if (!rise) return std::nullopt;
  Finding finding = finding_of(FindingKind::kRestSlower, *rise, std::move(values));
  finding.explanation = fmt::format(
      "it takes ever longer to come to rest after a cycle: {:.1f} s at first, {:.1f} s now, over "
      "{} cycles",
      rise->first, rise->last, finding.counts.size());
  return finding;
}

// The outcome that most tasks had in all cycles together.
std::string commonest_outcome(const std::vector<const CycleWork*>& cycles) {
  std::map<std::string, std::size_t> tasks;
  for (const CycleWork* cycle : cycles) {
    for (const auto& [outcome, ended] : cycle->endings) tasks[outcome] += ended.tasks;
  }
  const auto most = std::ranges::max_element(tasks, {}, [](const auto& it) { return it.second; });
  return most == tasks.end() ? std::string() : most->first;
}

std::optional<Finding> find_slower_tasks(const std::vector<const CycleWork*>& cycles) {
  const std::string outcome = commonest_outcome(cycles);
  std::vector<double> values;
  std::vector<double> tasks;
  for (const CycleWork* cycle : cycles) {
    const auto found = cycle->endings.find(outcome);
    if (found == cycle->endings.end()) return std::nullopt;
    values.push_back(seconds(found->second.median));
    tasks.push_back(static_cast<double>(found->second.tasks));
  }
  const auto rise = rise_of(values, kOfTasks);
  if (!rise) return std::nullopt;
  const double usual = median(tasks);
  const bool same = std::ranges::all_of(
      tasks, [&](double count) { return std::abs(count - usual) <= kSameCommonness * usual; });
  if (!same) return std::nullopt;
  Finding finding = finding_of(FindingKind::kTasksSlower, *rise, std::move(values));
  finding.explanation = fmt::format(
      "tasks{} take ever longer: {:.2f} s (median of a cycle) at first, {:.2f} s now, over {} "
      "cycles of the same load",
      outcome.empty() ? "" : fmt::format(" that end as \"{}\"", printable(outcome, kColumns)),
      rise->first, rise->last, finding.counts.size());
  return finding;
}

}  // namespace

std::vector<Finding> find_slowing(const Work& work, const Timeline& timeline) {
  std::vector<Finding> findings;
  const auto cycles = cycles_to_compare(work, timeline);
  if (cycles.size() < kFewestForGrowth) return findings;
  if (auto rest = find_slower_rest(cycles)) findings.push_back(*std::move(rest));
  if (auto tasks = find_slower_tasks(cycles)) findings.push_back(*std::move(tasks));
  return findings;
}

}  // namespace tidemark::harness
