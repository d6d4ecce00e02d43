#include "harness/verdict/count_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/verdict/growth.hpp"
#include "harness/verdict/leftover.hpp"
#include "harness/verdict/wording.hpp"

namespace tidemark::harness {
namespace {

using Points = std::vector<const RestPoint*>;

std::vector<Leftover> common_to(std::vector<Leftover> leftovers,
                                const std::set<std::string>& others) {
  std::erase_if(leftovers, [&](const Leftover& it) { return !others.contains(it.identity); });
  return leftovers;
}

std::vector<Leftover> without(std::vector<Leftover> leftovers,
                              const std::set<std::string>& others) {
  std::erase_if(leftovers, [&](const Leftover& it) { return others.contains(it.identity); });
  return leftovers;
}

// One role's individuals at every rest point of a run.
class RoleHistory {
 public:
  RoleHistory(const Timeline& timeline, Resource resource, std::string role)
      : timeline_(timeline), resource_(resource), role_(std::move(role)) {
    for (const auto* point : timeline.warm_up) {
      const auto leftovers = leftovers_at(*point, resource_, role_);
      baseline_ = std::max(baseline_, static_cast<double>(leftovers.size()));
      known_.merge(identities_of(leftovers));
    }
    for (const auto* point : timeline.judged) {
      judged_.push_back(leftovers_at(*point, resource_, role_));
      counts_.push_back(static_cast<double>(judged_.back().size()));
    }
  }

  // The growth of the plain count; or, where passing individuals hide it, that of those that stay.
  [[nodiscard]] Growth growth(std::size_t persist) const {
    const Growth plain = growth_of(baseline_, counts_, persist);
    if (plain.shape == Shape::kGrowing || plain.shape == Shape::kPlateau) return plain;
    Growth staying = growth_of(baseline_, staying_counts(persist), persist);
    if (staying.shape != Shape::kGrowing) return plain;
    staying.last = counts_.back();
    return staying;
  }

  // Those that were not there after warm-up and are there at the last `persist` points, oldest
  // first.
  [[nodiscard]] std::vector<Leftover> suspects(std::size_t persist) const {
    auto found = staying(judged_.size() - persist, persist);
    found = without(std::move(found), known_);
    // As they are now, not as they were then.
    found = common_to(judged_.back(), identities_of(found));
    sort_by_age(found);
    return found;
  }
  // Those at the last point that were not there after warm-up, oldest first.
  [[nodiscard]] std::vector<Leftover> newcomers() const {
    auto found = without(judged_.back(), known_);
    sort_by_age(found);
    return found;
  }

  [[nodiscard]] Finding finding(const Growth& growth) const {
    Finding finding{.resource = resource_, .role = role_};
    finding.baseline = growth.baseline;
    finding.last = growth.last;
    finding.per_cycle = growth.per_cycle;
    for (const auto& point : timeline_.all) {
      finding.counts.push_back(static_cast<double>(leftovers_at(point, resource_, role_).size()));
    }
    return finding;
  }
  [[nodiscard]] int cycle(std::size_t judged) const { return timeline_.judged[judged]->cycle; }
  [[nodiscard]] std::size_t points() const { return judged_.size(); }
  [[nodiscard]] bool restarted() const { return timeline_.restarted_at_last; }

 private:
  // Those there at `count` judged points from `first` on.
  [[nodiscard]] std::vector<Leftover> staying(std::size_t first, std::size_t count) const {
    auto found = judged_[first];
    for (std::size_t i = first + 1; i < first + count; ++i) {
      found = common_to(std::move(found), identities_of(judged_[i]));
    }
    return found;
  }
  [[nodiscard]] std::vector<double> staying_counts(std::size_t persist) const {
    std::vector<double> counts;
    for (std::size_t i = 0; i + persist <= judged_.size(); ++i) {
      counts.push_back(static_cast<double>(staying(i, persist).size()));
    }
    return counts;
  }

  const Timeline& timeline_;
  Resource resource_;
  std::string role_;
  double baseline_ = 0;
  std::set<std::string> known_;  // identities at the warm-up points
  std::vector<std::vector<Leftover>> judged_;
  std::vector<double> counts_;
};

// Of `suspects` no more than there are too many: where a pool replaces its members, the youngest
// are those that took over.
std::vector<Leftover> most_likely(std::vector<Leftover> suspects, double excess) {
  const auto limit = static_cast<std::size_t>(std::max(1.0, std::ceil(excess)));
  if (suspects.size() > limit) suspects.resize(limit);
  return suspects;
}

std::string wedged_clause(const std::vector<Leftover>& leftovers) {
  const auto wedged = std::ranges::count_if(leftovers, &Leftover::wedged);
  return wedged == 0 ? "" : fmt::format("; {} of them wedged (D or T state)", wedged);
}

Evidence growing(const RoleHistory& history, const Growth& growth, std::vector<Leftover> suspects) {
  Finding finding = history.finding(growth);
  suspects = most_likely(std::move(suspects), growth.last - growth.baseline);
  finding.leak = true;
  finding.explanation = growing_sentence(finding, growth, history.cycle(growth.first_rise)) +
                        wedged_clause(suspects) + birth_clause(suspects);
  finding.culprits = culprits_of(suspects);
  return {.findings = {std::move(finding)}};
}

Evidence advice(const RoleHistory& history, const Growth& growth, FindingKind kind,
                std::string explanation) {
  Finding finding = history.finding(growth);
  finding.kind = kind;
  finding.explanation = std::move(explanation);
  finding.culprits = culprits_of(most_likely(history.newcomers(), growth.last - growth.baseline));
  return {.findings = {std::move(finding)}};
}

Evidence unsettled(const RoleHistory& history, const Growth& growth) {
  const auto excess = excess_sentence(history.finding(growth), history.cycle(growth.first_rise));
  const auto more = kFlatPoints - std::min(growth.flat_points, kFlatPoints - 1);
  auto why = fmt::format(
      "{}; too late in the run to tell a step from a leak: run at least {} more "
      "cycle{}",
      excess, more, more == 1 ? "" : "s");
  auto evidence = advice(history, growth, FindingKind::kUnsettled, why);
  evidence.undecided.push_back(std::move(why));
  return evidence;
}

// An excess that is younger than an excess must be. One individual can be one that is about to go;
// the cycles it was seen in then just do not count as clean.
Evidence late(const RoleHistory& history, const Growth& growth) {
  if (growth.last - growth.baseline > 1 && !history.restarted()) return unsettled(history, growth);
  const auto finding = history.finding(growth);
  auto evidence = advice(history, growth, FindingKind::kUnsettled,
                         excess_sentence(finding, history.cycle(growth.first_rise)) +
                             "; seen too late in the run to tell whether it stays");
  evidence.clean_points = history.points() - growth.excess_points;
  return evidence;
}

Evidence changing(const RoleHistory& history, const Growth& growth) {
  auto evidence =
      advice(history, growth, FindingKind::kUnsettled,
             excess_sentence(history.finding(growth), history.cycle(growth.first_rise)) +
                 "; others each time, none of them stays");
  evidence.clean_points = history.points();
  return evidence;
}

Evidence plateau(const RoleHistory& history, const Growth& growth) {
  auto evidence = advice(history, growth, FindingKind::kPlateau,
                         plateau_sentence(history.finding(growth), history.cycle(growth.first_rise),
                                          history.cycle(growth.last_rise)));
  evidence.clean_points = growth.flat_points;
  return evidence;
}

Evidence judge_role(const RoleHistory& history, std::size_t persist) {
  const Growth growth = history.growth(persist);
  auto suspects = history.suspects(persist);
  switch (growth.shape) {
    case Shape::kClean:
    case Shape::kSwinging: return {.clean_points = history.points()};
    case Shape::kLate: return late(history, growth);
    case Shape::kPlateau: return plateau(history, growth);
    case Shape::kUnsettled:
      return suspects.empty() ? changing(history, growth) : unsettled(history, growth);
    case Shape::kGrowing: break;
  }
  if (!suspects.empty()) return growing(history, growth, std::move(suspects));
  // More each time, without one that stays: only a rise at every single rest point can be no
  // chance.
  if (growth.strict && history.points() > kFlatPoints) {
    return growing(history, growth, history.newcomers());
  }
  return changing(history, growth);
}

}  // namespace

Evidence judge_counts(const Timeline& timeline, Resource resource, std::size_t persist) {
  Evidence evidence{.clean_points = timeline.judged.size()};
  for (const auto& role : roles_of(timeline.judged, resource)) {
    evidence.add(judge_role(RoleHistory(timeline, resource, role), persist));
  }
  return evidence;
}

Evidence find_wedged(const Timeline& timeline, std::size_t persist) {
  const Points last(timeline.judged.end() - static_cast<std::ptrdiff_t>(persist),
                    timeline.judged.end());
  Evidence evidence;
  for (const auto& role : roles_of(last, Resource::kProcesses)) {
    auto wedged = leftovers_at(*last.back(), Resource::kProcesses, role);
    for (const auto* point : last) {
      auto then = leftovers_at(*point, Resource::kProcesses, role);
      std::erase_if(then, [](const Leftover& it) { return !it.wedged; });
      wedged = common_to(std::move(wedged), identities_of(then));
    }
    if (wedged.empty()) continue;
    sort_by_age(wedged);
    Finding finding{.resource = Resource::kProcesses, .role = role};
    finding.kind = FindingKind::kWedged;
    finding.last = static_cast<double>(wedged.size());
    for (const auto& point : timeline.all) {
      const auto there = leftovers_at(point, Resource::kProcesses, role);
      finding.counts.push_back(
          static_cast<double>(std::ranges::count_if(there, &Leftover::wedged)));
    }
    finding.explanation = fmt::format(
        "{} {} wedged (D or T state) over the last {} rest points{}", wedged.size(),
        counted_noun(finding.resource, role, wedged.size() == 1), persist, birth_clause(wedged));
    finding.culprits = culprits_of(wedged);
    evidence.findings.push_back(std::move(finding));
  }
  return evidence;
}

}  // namespace tidemark::harness
