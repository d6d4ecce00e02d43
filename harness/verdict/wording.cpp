#include "harness/verdict/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "probes/base/printable.hpp"

namespace tidemark::harness {
namespace {

constexpr std::size_t kNameColumns = 80;

std::string age_words(std::chrono::seconds age) {
  const auto count = age.count();
  if (count < 120) return fmt::format("{} s", count);
  return fmt::format("{} min", count / 60);
}

bool same_birth_task(const std::vector<Leftover>& leftovers) {
  return std::ranges::all_of(leftovers, [&](const Leftover& leftover) {
    return !leftover.culprit.born_during.empty() &&
           leftover.culprit.born_during == leftovers.front().culprit.born_during;
  });
}

std::string from_to(const Finding& finding) {
  return fmt::format("{} after warm-up, {} now", number(finding.baseline), number(finding.last));
}

}  // namespace

std::string number(double value) {
  const bool whole = std::abs(value - std::round(value)) < 0.005;
  return whole ? fmt::format("{:.0f}", value + 0.0) : fmt::format("{:.1f}", value);
}

std::string counted_noun(Resource resource, const std::string& role, bool one) {
  const std::string owner = role.empty() ? "" : printable(role, kNameColumns) + " ";
  switch (resource) {
    case Resource::kProcesses: return owner + (one ? "process" : "processes");
    case Resource::kZombies: return owner + (one ? "zombie" : "zombies");
    case Resource::kDescriptors:
      return (one ? "descriptor of " : "descriptors of ") + owner + "processes";
    case Resource::kThreads: return (one ? "thread of " : "threads of ") + owner + "processes";
    case Resource::kDirectories: return one ? "directory" : "directories";
    case Resource::kMemory: return "bytes of memory";
    case Resource::kWork: return one ? "task" : "tasks";
  }
  return {};
}

std::string growing_sentence(const Finding& finding, const Growth& growth, int since) {
  const std::string noun =
      counted_noun(finding.resource, finding.role, number(growth.per_cycle) == "1");
  const std::string start = growth.first_rise == 0 ? "" : fmt::format(" since cycle {}", since);
  if (growth.uniform) {
    return fmt::format("{} more {} after every cycle{}: {}", number(growth.per_cycle), noun, start,
                       from_to(finding));
  }
  return fmt::format("about {} more {} per cycle{}: {}", number(growth.per_cycle), noun, start,
                     from_to(finding));
}

std::string plateau_sentence(const Finding& finding, int first, int last) {
  const std::string when = first == last ? fmt::format("in cycle {}", first)
                                         : fmt::format("in cycles {} to {}", first, last);
  return fmt::format("{} grew by {} {}, flat since: {}",
                     counted_noun(finding.resource, finding.role),
                     number(finding.last - finding.baseline), when, from_to(finding));
}

std::string excess_sentence(const Finding& finding, int since) {
  const double excess = finding.last - finding.baseline;
  return fmt::format("{} more {} since cycle {}: {}", number(excess),
                     counted_noun(finding.resource, finding.role, excess == 1), since,
                     from_to(finding));
}

std::string birth_clause(const std::vector<Leftover>& leftovers) {
  if (leftovers.empty()) return {};
  const Culprit& oldest = leftovers.front().culprit;
  if (leftovers.size() > 1 && same_birth_task(leftovers)) {
    return fmt::format("; all were born during {}", printable(oldest.born_during, kNameColumns));
  }
  std::string clause = leftovers.size() == 1 ? "; " : "; the oldest, ";
  const std::string what = printable(oldest.what, kNameColumns);
  if (oldest.pid == 0) {
    clause += what + ",";
  } else {
    clause += fmt::format("pid {} ({}), is {} old and", oldest.pid, what, age_words(oldest.age));
  }
  clause += oldest.born_during.empty()
                ? std::string(" appeared")
                : fmt::format(" was born during {}", printable(oldest.born_during, kNameColumns));
  if (oldest.born_in_cycle == 0) return clause + " before the first cycle";
  return clause + fmt::format(" in cycle {}", oldest.born_in_cycle);
}

}  // namespace tidemark::harness
