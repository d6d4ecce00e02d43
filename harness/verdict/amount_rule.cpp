#include "harness/verdict/amount_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>

#include "harness/verdict/growth.hpp"
#include "harness/verdict/leftover.hpp"
#include "harness/verdict/wording.hpp"

namespace tidemark::harness {
namespace {

std::optional<int> amount_of(const RestProcess& process, Resource resource) {
  if (is_zombie(process)) return std::nullopt;
  return resource == Resource::kThreads ? process.threads : process.descriptors;
}

// One process's amounts at consecutive rest points up to the last one.
struct ProcessSeries {
  RestProcess process{};  // as it was last
  std::vector<double> amounts{};

  [[nodiscard]] double growth() const { return amounts.back() - amounts.front(); }
  // More at every rest point: what a process does that loses one descriptor or more per cycle. The
  // first rest point that saw it is its warm-up.
  [[nodiscard]] bool grows_steadily() const {
    if (amounts.size() < kFlatPoints + 1) return false;
    return std::ranges::adjacent_find(amounts, std::ranges::greater_equal()) == amounts.end();
  }
};

// A role's processes and what each has more than it had when it was new. Not their plain sum: where
// members of a pool are replaced, successors have other amounts, and more processes have more of
// everything, which is a finding about processes.
class RoleAmounts {
 public:
  RoleAmounts(const Timeline& timeline, Resource resource, std::string role)
      : timeline_(timeline), resource_(resource), role_(std::move(role)) {
    for (const auto* point : timeline.warm_up) {
      double sum = 0;
      for (const auto& [identity, amount] : amounts_at(*point)) {
        auto& first = first_[identity];
        first = std::max(first, amount);
        sum += amount;
      }
      baseline_ = std::max(baseline_, sum);
    }
    std::map<std::string, int> sightings;
    for (const auto* point : timeline.judged) {
      const auto there = amounts_at(*point);
      most_ = std::max(most_, there.size());
      for (const auto& [identity, amount] : there) {
        // A newcomer warms up until it is seen for the second time.
        if (!first_.contains(identity)) sightings[identity] = 0;
        const auto seen = sightings.find(identity);
        if (seen == sightings.end() || ++seen->second > 2) continue;
        auto& first = first_[identity];
        first = std::max(first, amount);
      }
    }
  }

  // Growth of the baseline's sum by what processes gained since they were new.
  [[nodiscard]] Growth growth(std::size_t persist) const {
    std::vector<double> counts;
    counts.reserve(timeline_.judged.size());
    for (const auto* point : timeline_.judged) counts.push_back(baseline_ + gained(*point));
    return growth_of(baseline_, counts, persist, drift());
  }
  [[nodiscard]] double drift() const { return kDriftPerProcess * static_cast<double>(most_); }

  [[nodiscard]] Finding finding() const {
    Finding finding{.resource = resource_, .role = role_};
    for (const auto& point : timeline_.all) {
      double sum = 0;
      for (const auto& [identity, amount] : amounts_at(point)) sum += amount;
      finding.counts.push_back(sum);
    }
    return finding;
  }

  // Every process of the last rest point, those that grew most first.
  [[nodiscard]] std::vector<ProcessSeries> processes() const {
    std::vector<ProcessSeries> all;
    for (const auto& process : timeline_.judged.back()->processes) {
      if (process.role == role_ && amount_of(process, resource_)) all.push_back(series_of(process));
    }
    std::ranges::sort(all, std::ranges::less(), [](const ProcessSeries& series) {
      return std::tuple(-series.growth(), series.process.pid, series.process.start_ticks);
    });
    return all;
  }

  [[nodiscard]] int cycle(std::size_t judged) const { return timeline_.judged[judged]->cycle; }
  [[nodiscard]] std::size_t points() const { return timeline_.judged.size(); }

 private:
  [[nodiscard]] std::map<std::string, int> amounts_at(const RestPoint& point) const {
    std::map<std::string, int> amounts;
    for (const auto& process : point.processes) {
      const auto amount = amount_of(process, resource_);
      if (process.role == role_ && amount) amounts[identity_of(process)] = *amount;
    }
    return amounts;
  }

  [[nodiscard]] double gained(const RestPoint& point) const {
    double sum = 0;
    for (const auto& [identity, amount] : amounts_at(point)) {
      sum += std::max(0, amount - first_.at(identity));
    }
    return sum;
  }

  [[nodiscard]] ProcessSeries series_of(const RestProcess& process) const {
    ProcessSeries series{.process = process};
    std::vector<const RestPoint*> points{timeline_.warm_up.back()};
    points.insert(points.end(), timeline_.judged.begin(), timeline_.judged.end());
    const auto identity = identity_of(process);
    for (auto point = points.rbegin(); point != points.rend(); ++point) {
      const auto there = amounts_at(**point);
      const auto found = there.find(identity);
      if (found == there.end()) break;
      series.amounts.insert(series.amounts.begin(), found->second);
    }
    return series;
  }

  const Timeline& timeline_;
  Resource resource_;
  std::string role_;
  double baseline_ = 0;
  std::size_t most_ = 0;              // processes at any judged point
  std::map<std::string, int> first_;  // what each process had when it was new
};

std::vector<Culprit> growers(const std::vector<ProcessSeries>& processes) {
  std::vector<Leftover> grown;
  for (const auto& series : processes) {
    if (series.growth() > 0) grown.push_back({.culprit = culprit_of(series.process)});
  }
  return culprits_of(grown);
}

Finding from_growth(const RoleAmounts& role, const Growth& growth, FindingKind kind,
                    std::string explanation) {
  Finding finding = role.finding();
  finding.kind = kind;
  finding.baseline = growth.baseline;
  finding.last = growth.last;
  finding.per_cycle = growth.per_cycle;
  finding.explanation = std::move(explanation);
  finding.culprits = growers(role.processes());
  return finding;
}

// Growth of which it cannot be said yet whether it goes on. Descriptors go up and down with what a
// program has open at the moment: a little of it is mentioned and does not hold up the verdict.
Evidence suspicion(const RoleAmounts& role, const Growth& growth) {
  Finding finding = from_growth(role, growth, FindingKind::kUnsettled, "");
  auto why = excess_sentence(finding, role.cycle(growth.first_rise)) +
             "; too late in the run to tell a step from a leak";
  const double little = std::max(2.0 * kDriftPerProcess, growth.baseline / 10) + role.drift();
  Evidence evidence;
  if (growth.last - growth.baseline <= little) {
    evidence.clean_points = role.points() - growth.excess_points;
  } else {
    const auto more = kFlatPoints - std::min(growth.flat_points, kFlatPoints - 1);
    why += fmt::format(": run at least {} more cycle{}", more, more == 1 ? "" : "s");
    evidence.undecided.push_back(why);
  }
  finding.explanation = std::move(why);
  evidence.findings.push_back(std::move(finding));
  return evidence;
}

// What the sum over the role says.
Evidence judge_sum(const RoleAmounts& role, const Growth& growth) {
  switch (growth.shape) {
    case Shape::kClean:
    case Shape::kSwinging: return {.clean_points = role.points()};
    case Shape::kLate:
    case Shape::kUnsettled: return suspicion(role, growth);
    case Shape::kPlateau: {
      auto finding = from_growth(role, growth, FindingKind::kPlateau, "");
      finding.explanation =
          plateau_sentence(finding, role.cycle(growth.first_rise), role.cycle(growth.last_rise));
      return {.findings = {std::move(finding)}, .clean_points = growth.flat_points};
    }
    case Shape::kGrowing: break;
  }
  auto finding = from_growth(role, growth, FindingKind::kGrowth, "");
  finding.explanation = growing_sentence(finding, growth, role.cycle(growth.first_rise));
  finding.leak = true;
  return {.findings = {std::move(finding)}};
}

// A process that has more at every rest point, however little its role's sum shows of it.
std::optional<Finding> steady_grower(const RoleAmounts& role, Resource resource,
                                     const std::string& name) {
  auto processes = role.processes();
  std::erase_if(processes, [](const ProcessSeries& series) { return !series.grows_steadily(); });
  if (processes.empty()) return std::nullopt;
  const auto& worst = processes.front();
  Finding finding = role.finding();
  finding.leak = true;
  finding.baseline = worst.amounts.front();
  finding.last = worst.amounts.back();
  finding.per_cycle = robust_slope(worst.amounts);
  finding.culprits = growers(processes);
  finding.explanation =
      fmt::format("{} {} with more {} at every rest point: {} at first, {} now, {} per cycle{}",
                  processes.size(), counted_noun(Resource::kProcesses, name, processes.size() == 1),
                  resource == Resource::kThreads ? "threads" : "descriptors",
                  number(finding.baseline), number(finding.last), number(finding.per_cycle),
                  birth_clause({{.culprit = culprit_of(worst.process)}}));
  return finding;
}

Evidence judge_role(const RoleAmounts& role, Resource resource, const std::string& name,
                    std::size_t persist) {
  Evidence evidence = judge_sum(role, role.growth(persist));
  const bool leaks = std::ranges::any_of(evidence.findings, &Finding::leak);
  if (!leaks) {
    if (auto finding = steady_grower(role, resource, name)) {
      evidence = {.findings = {std::move(*finding)}};
    }
  }
  return evidence;
}

}  // namespace

Evidence judge_amounts(const Timeline& timeline, Resource resource, std::size_t persist) {
  Evidence evidence{.clean_points = timeline.judged.size()};
  bool known = false;
  for (const auto& name : roles_of(timeline.judged, Resource::kProcesses)) {
    for (const auto& process : timeline.judged.back()->processes) {
      known = known || amount_of(process, resource).has_value();
    }
    evidence.add(judge_role(RoleAmounts(timeline, resource, name), resource, name, persist));
  }
  if (!known && !timeline.judged.back()->processes.empty()) {
    evidence.clean_points.reset();
    evidence.undecided.push_back("the kernel withholds the " + counted_noun(resource, "") +
                                 "; run as the subject's user");
  }
  if (resource == Resource::kThreads) {
    for (auto& finding : evidence.findings) finding.leak = false;
  }
  return evidence;
}

}  // namespace tidemark::harness
