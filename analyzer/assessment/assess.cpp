#include "analyzer/assessment/assess.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "analyzer/assessment/neighbourhood.hpp"
#include "analyzer/assessment/visit_scan.hpp"
#include "analyzer/relations/relate.hpp"

namespace tidemark::analyzer {
namespace {

using probes::Database;

// The names of the categories of each domain that is wanted.
using Wanted = std::unordered_map<std::string_view, std::vector<std::string>>;

Wanted wanted_by(const AssessmentScope& scope) {
  Wanted wanted;
  for (const Category& category : scope.categories) {
    for (const std::string& domain : category.domains) {
      std::vector<std::string>& names = wanted[domain];
      if (std::ranges::find(names, category.name) == names.end()) names.push_back(category.name);
    }
  }
  for (auto& [domain, names] : wanted) std::ranges::sort(names);
  for (const std::string& domain : scope.domains) wanted.try_emplace(domain);
  return wanted;
}

// "built-in 1"; of scores by several, all their names.
std::string joined_names(const std::map<std::string, std::size_t>& keywords) {
  std::string names;
  for (const auto& [name, count] : keywords) names += (names.empty() ? "" : ", ") + name;
  return names;
}

std::vector<CategorySummary> summaries(const AssessmentScope& scope,
                                       const std::vector<AssessedDomain>& domains) {
  std::map<std::string, CategorySummary> by_name;
  for (const Category& category : scope.categories) {
    CategorySummary& summary = by_name[category.name];
    summary.name = category.name;
    summary.file = category.file;
    std::vector<std::string_view> names(category.domains.begin(), category.domains.end());
    std::ranges::sort(names);
    const auto repeated = std::ranges::unique(names);
    summary.domains = names.size() - repeated.size();
  }
  for (const AssessedDomain& domain : domains) {
    for (const std::string& name : domain.categories) {
      ++by_name[name].visited;
      if (domain.score) ++by_name[name].scored;
    }
  }
  std::vector<CategorySummary> sorted;
  for (auto& [name, summary] : by_name) sorted.push_back(std::move(summary));
  return sorted;
}

class Assessor {
 public:
  Assessor(Database& database, const AssessmentScope& scope)
      : database_(database),
        scope_(scope),
        wanted_(wanted_by(scope)),
        everybody_(scope.categories.empty() && scope.domains.empty()) {}

  Result<Assessment> assess() {
    Assessment assessment{.made_at = std::chrono::system_clock::now()};
    const auto run = database_.integer("SELECT coalesce(max(run), 0) FROM runs");
    if (!run) return std::unexpected(run.error());
    assessment.run = *run;
    auto neighbours = read_neighbourhood(database_);
    if (!neighbours) return std::unexpected(neighbours.error());
    std::erase_if(*neighbours, [this](const Neighbour& each) {
      return !everybody_ && !wanted_.contains(each.domain);
    });
    std::vector<std::int64_t> visits;
    visits.reserve(neighbours->size());
    for (const Neighbour& each : *neighbours) visits.push_back(each.visit);
    std::ranges::sort(visits);
    auto scanned = scan_visits(database_, visits);
    if (!scanned) return std::unexpected(scanned.error());
    std::ranges::sort(*scanned, {}, [](const ScannedVisit& scan) { return scan.result.domain; });
    assessment.domains = join(*std::move(scanned), *std::move(neighbours), assessment.keywords);
    assessment.categories = summaries(scope_, assessment.domains);
    return assessment;
  }

 private:
  // Both sorted by domain.
  std::vector<AssessedDomain> join(std::vector<ScannedVisit> scanned,
                                   std::vector<Neighbour> neighbours, std::string& keywords) {
    std::map<std::string, std::size_t> used;
    std::vector<AssessedDomain> domains;
    domains.reserve(scanned.size());
    auto neighbour = neighbours.begin();
    for (ScannedVisit& scan : scanned) {
      while (neighbour->visit != scan.visit) ++neighbour;
      AssessedDomain domain{.result = std::move(scan.result)};
      if (const auto found = wanted_.find(domain.result.domain); found != wanted_.end()) {
        domain.categories = found->second;
      }
      domain.score = domain.result.score;
      domain.relations = std::move(neighbour->relations);
      domain.links = std::move(neighbour->links);
      domain.total = total_of(neighbour->points, domain.relations);
      if (domain.score && !scan.keywords.empty()) ++used[scan.keywords];
      domains.push_back(std::move(domain));
    }
    keywords = joined_names(used);
    return domains;
  }

  Database& database_;
  const AssessmentScope& scope_;
  Wanted wanted_;
  bool everybody_;
};

}  // namespace

Result<Assessment> assess(Database& database, const AssessmentScope& scope) {
  // One transaction: the store may be written meanwhile.
  if (auto begun = database.run("BEGIN"); !begun) return std::unexpected(begun.error());
  auto assessment = Assessor(database, scope).assess();
  if (!assessment) {
    database.roll_back();
    return assessment;
  }
  if (auto ended = database.run("COMMIT"); !ended) return std::unexpected(ended.error());
  return assessment;
}

}  // namespace tidemark::analyzer
