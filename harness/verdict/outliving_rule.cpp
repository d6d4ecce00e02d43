#include "harness/verdict/outliving_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/verdict/growth.hpp"
#include "harness/verdict/leftover.hpp"
#include "harness/verdict/wording.hpp"

namespace tidemark::harness {
namespace {

using Points = std::vector<const RestPoint*>;

// What outlived the subject, of one role: as findings they differ by what is to be done about them.
struct Outlived {
  std::vector<Leftover> leaked{};
  std::vector<Leftover> gone_later{};
};

Outlived after_ends(const Points& ended, Resource resource, const std::string& role,
                    std::size_t persist) {
  struct Stay {
    Leftover leftover{};
    std::size_t now = 0;  // points in a row up to the one looked at
    std::size_t longest = 0;
  };
  std::map<std::string, Stay> stays;
  for (const auto* point : ended) {
    std::set<std::string> there;
    for (auto& leftover : leftovers_at(*point, resource, role)) {
      if (!there.insert(leftover.identity).second) continue;
      auto& stay = stays[leftover.identity];
      stay.leftover = std::move(leftover);
      stay.longest = std::max(stay.longest, ++stay.now);
    }
    for (auto& [identity, stay] : stays) {
      if (!there.contains(identity)) stay.now = 0;
    }
  }
  Outlived outlived;
  for (auto& [identity, stay] : stays) {
    const bool leaked = stay.now > 0 || stay.longest >= persist;
    (leaked ? outlived.leaked : outlived.gone_later).push_back(std::move(stay.leftover));
  }
  return outlived;
}

Outlived after_kills(const Timeline& timeline, Resource resource, const std::string& role) {
  Outlived outlived;
  std::set<std::string> seen;
  for (const auto* point : timeline.killed) {
    const auto next = static_cast<std::size_t>(point - timeline.all.data()) + 1;
    std::set<std::string> later;
    if (next < timeline.all.size()) {
      later = identities_of(leftovers_at(timeline.all[next], resource, role));
    }
    for (auto& leftover : leftovers_at(*point, resource, role)) {
      if (!seen.insert(leftover.identity).second) continue;
      const bool leaked = next == timeline.all.size() || later.contains(leftover.identity);
      (leaked ? outlived.leaked : outlived.gone_later).push_back(std::move(leftover));
    }
  }
  return outlived;
}

class OutlivingRule {
 public:
  OutlivingRule(const Timeline& timeline, Resource resource, std::string role)
      : timeline_(timeline), resource_(resource), role_(std::move(role)) {}

  void add(Outlived outlived, const Points& points, std::string_view occasion) {
    std::vector<Leftover> wedged;
    std::erase_if(outlived.leaked, [&](const Leftover& leftover) {
      if (leftover.wedged) wedged.push_back(leftover);
      return leftover.wedged;
    });
    const auto name = [&](const std::vector<Leftover>& some, std::string_view did) {
      return fmt::format("{} {} {} {}", some.size(),
                         counted_noun(resource_, role_, some.size() == 1), did, occasion);
    };
    leak(FindingKind::kOrphan, outlived.leaked, points, name(outlived.leaked, "outlived"));
    leak(FindingKind::kWedged, wedged, points, name(wedged, "wedged (D or T state) outlived"));
    if (outlived.gone_later.empty()) return;
    auto finding = make(FindingKind::kOrphan, outlived.gone_later, points,
                        name(outlived.gone_later, "outlived") + ", gone by the next rest point");
    finding.last = 0;
    findings_.push_back(std::move(finding));
  }

  [[nodiscard]] std::vector<Finding> findings() && { return std::move(findings_); }

 private:
  void leak(FindingKind kind, const std::vector<Leftover>& leftovers, const Points& points,
            std::string explanation) {
    if (leftovers.empty()) return;
    auto finding = make(kind, leftovers, points, std::move(explanation));
    finding.leak = true;
    findings_.push_back(std::move(finding));
  }

  [[nodiscard]] Finding make(FindingKind kind, std::vector<Leftover> leftovers,
                             const Points& points, std::string explanation) const {
    Finding finding{.resource = resource_, .role = role_};
    finding.kind = kind;
    finding.last = static_cast<double>(leftovers.size());
    finding.per_cycle = finding.last / std::max(1, last_cycle(points));
    for (const auto& point : timeline_.all) {
      finding.counts.push_back(static_cast<double>(leftovers_at(point, resource_, role_).size()));
    }
    sort_by_age(leftovers);
    finding.explanation = std::move(explanation) + birth_clause(leftovers);
    finding.culprits = culprits_of(leftovers);
    return finding;
  }

  // The subject's end after its last cycle is a point, but no cycle.
  [[nodiscard]] int last_cycle(const Points& points) const {
    const int cycle = points.back()->cycle;
    return timeline_.long_running && points.back()->after_end ? cycle - 1 : cycle;
  }

  const Timeline& timeline_;
  Resource resource_;
  std::string role_;
  std::vector<Finding> findings_;
};

}  // namespace

Evidence judge_outliving(const Timeline& timeline, Resource resource, std::size_t persist) {
  Points both = timeline.ended;
  both.insert(both.end(), timeline.killed.begin(), timeline.killed.end());
  Evidence evidence;
  for (const auto& role : roles_of(both, resource)) {
    OutlivingRule rule(timeline, resource, role);
    rule.add(after_ends(timeline.ended, resource, role, persist), timeline.ended, "the subject");
    rule.add(after_kills(timeline, resource, role), timeline.killed, "the killed subject");
    evidence.add({.findings = std::move(rule).findings()});
  }
  return evidence;
}

}  // namespace tidemark::harness
