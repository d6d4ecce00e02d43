#include "harness/verdict/unanswered_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>

#include "harness/verdict/few_names.hpp"

namespace tidemark::harness {
namespace {

constexpr std::size_t kCyclesNamed = 4;

int missing_in(const CycleWork& cycle) {
  return cycle.over ? std::max(0, cycle.tasks - cycle.answered) : 0;
}

// "in cycle 3 a.com and b.com, in which the subject failed"
std::string clause_of(const CycleWork& cycle) {
  const auto missing = static_cast<std::size_t>(missing_in(cycle));
  // A subject that answers nothing may have asked for the sites of some: which, is not known.
  const bool known = !cycle.unanswered.empty() && cycle.unanswered.size() <= missing;
  std::string clause = fmt::format("in cycle {} ", cycle.cycle);
  clause += known ? few_names(cycle.unanswered, missing) : fmt::format("{} of them", missing);
  if (cycle.waiting > 0) clause += fmt::format(" ({} waited for a slot)", cycle.waiting);
  if (cycle.failed) return clause + ", when the subject failed";
  return cycle.struck ? clause + ", when faults struck" : clause;
}

}  // namespace

std::optional<Finding> find_unanswered(const Work& work) {
  int missing = 0;
  int tasks = 0;
  std::size_t cycles = 0;
  std::string where;
  Finding finding{.resource = Resource::kWork};
  finding.kind = FindingKind::kUnanswered;
  finding.counts.reserve(work.cycles.size());
  for (const CycleWork& cycle : work.cycles) {
    const int here = missing_in(cycle);
    finding.counts.push_back(here);
    tasks += cycle.over ? cycle.tasks : 0;
    missing += here;
    if (here == 0 || ++cycles > kCyclesNamed) continue;
    where += fmt::format("{}{}", where.empty() ? "" : "; ", clause_of(cycle));
  }
  if (missing == 0) return std::nullopt;
  if (cycles > kCyclesNamed) where += fmt::format("; and in {} more cycles", cycles - kCyclesNamed);
  finding.last = missing;
  finding.per_cycle = missing / static_cast<double>(work.cycles.size());
  finding.explanation = fmt::format("{} of {} tasks {} never answered: {}", missing, tasks,
                                    missing == 1 ? "was" : "were", where);
  return finding;
}

}  // namespace tidemark::harness
