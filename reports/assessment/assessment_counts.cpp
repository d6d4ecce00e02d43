#include "reports/assessment/assessment_counts.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace tidemark::reports {
namespace {

using analyzer::AssessedDomain;
using analyzer::Attempt;
using analyzer::Protection;

// What each vendor at most does to one domain.
std::map<std::string_view, Protection> vendors_of(const AssessedDomain& domain) {
  std::map<std::string_view, Protection> strongest;
  for (const analyzer::VendorSighting& sighting : domain.result.protections) {
    const auto [entry, is_new] = strongest.emplace(sighting.vendor, sighting.protection);
    if (!is_new) entry->second = std::max(entry->second, sighting.protection);
  }
  return strongest;
}

// Sums over domains, by name; counts_of() brings them in order.
class Sums {
 public:
  explicit Sums(AssessmentCounts& counts) : counts_(counts) {}

  void add(const AssessedDomain& domain) {
    ++counts_.states[domain.result.state];
    if (domain.result.cause) ++counts_.causes[*domain.result.cause];
    if (domain.score) add_score(domain.total);
    for (const auto& [vendor, protection] : vendors_of(domain)) add_vendor(vendor, protection);
    for (const Attempt& attempt : domain.result.attempts) add_attempt(attempt);
  }

  void finish() {
    for (auto& [name, vendor] : vendors_) counts_.vendors.push_back(std::move(vendor));
    std::ranges::sort(counts_.vendors, {}, [](const VendorCount& vendor) {
      const std::size_t domains = vendor.present + vendor.challenge + vendor.block;
      return std::pair(-static_cast<std::ptrdiff_t>(domains), std::string_view(vendor.vendor));
    });
    for (const auto& [key, time] : times_) counts_.times.push_back(time);
    std::ranges::sort(counts_.times, {}, [](const StageTime& time) {
      return std::tuple(-time.took.count(), time.method, time.stage);
    });
  }

 private:
  void add_score(int total) {
    ++counts_.scored;
    if (total >= kHighRisk) ++counts_.high;
    if (total >= kMediumRisk && total < kHighRisk) ++counts_.medium;
    ++counts_.histogram.at(static_cast<std::size_t>(std::clamp(total / 10, 0, 9)));
  }
  void add_vendor(std::string_view name, Protection protection) {
    VendorCount& vendor = vendors_[std::string(name)];
    vendor.vendor = name;
    switch (protection) {
      case Protection::kPresent: ++vendor.present; break;
      case Protection::kChallenge: ++vendor.challenge; break;
      case Protection::kBlock: ++vendor.block; break;
    }
  }
  void add_attempt(const Attempt& attempt) {
    StageTime& time = times_[{attempt.method, attempt.stage}];
    time.method = attempt.method;
    time.stage = attempt.stage;
    ++time.attempts;
    if (attempt.error) ++time.failed;
    time.took += attempt.took;
    counts_.slot_wait += attempt.slot_wait;
  }

  AssessmentCounts& counts_;
  std::map<std::string, VendorCount> vendors_;
  std::map<std::pair<analyzer::Method, analyzer::Stage>, StageTime> times_;
};

}  // namespace

std::map<std::string, Members> members_by_category(const analyzer::Assessment& assessment) {
  std::map<std::string, Members> members;
  for (const analyzer::CategorySummary& category : assessment.categories) members[category.name];
  for (const AssessedDomain& domain : assessment.domains) {
    for (const std::string& category : domain.categories) members[category].push_back(&domain);
    if (domain.categories.empty()) members[""].push_back(&domain);
  }
  return members;
}

Members all_members(const analyzer::Assessment& assessment) {
  Members members;
  members.reserve(assessment.domains.size());
  for (const AssessedDomain& domain : assessment.domains) members.push_back(&domain);
  return members;
}

AssessmentCounts counts_of(const Members& members) {
  AssessmentCounts counts{.domains = members.size()};
  Sums sums(counts);
  for (const AssessedDomain* domain : members) sums.add(*domain);
  sums.finish();
  return counts;
}

std::string_view risk_word(const AssessedDomain& domain) {
  if (!domain.score) return "none";
  if (domain.total >= kHighRisk) return "high";
  return domain.total >= kMediumRisk ? "medium" : "low";
}

}  // namespace tidemark::reports
