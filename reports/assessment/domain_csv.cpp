#include <array>

#include "probes/base/csv_cell.hpp"
#include "probes/base/utc_text.hpp"
#include "reports/assessment/assessment_counts.hpp"
#include "reports/assessment/domain_files.hpp"

namespace tidemark::reports {
namespace {

using analyzer::AssessedDomain;

// Appended to only, never reordered: scripts count columns.
constexpr std::string_view kHeader =
    "domain,categories,state,confidence,cause,vendor,risk,score,bonus,total,words,title,final_url,"
    "status,ms,checked_at,source\r\n";

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// "urgency: hurry, last chance; ..."
std::string words_of(const AssessedDomain& domain) {
  std::string text;
  if (!domain.score) return text;
  for (const analyzer::GroupScore& group : domain.score->groups) {
    text += (text.empty() ? "" : "; ") + group.group + ':';
    for (const analyzer::KeywordHit& hit : group.hits) {
      text += (&hit == &group.hits.front() ? " " : ", ") + hit.keyword;
    }
  }
  return text;
}

}  // namespace

std::string domains_csv(const analyzer::Assessment& assessment) {
  std::string text(kHeader);
  for (const AssessedDomain& domain : assessment.domains) {
    const analyzer::DomainResult& result = domain.result;
    const bool scored = domain.score.has_value();
    const std::array<std::string, 17> cells{
        result.domain,
        joined(domain.categories),
        std::string(to_string(result.state)),
        std::string(to_string(result.confidence)),
        result.cause ? std::string(to_string(*result.cause)) : "",
        result.vendor,
        std::string(risk_word(domain)),
        domain.score ? std::to_string(domain.score->points) : "",
        scored ? std::to_string(domain.relations.bonus) : "",
        scored ? std::to_string(domain.total) : "",
        words_of(domain),
        result.title,
        result.final_url,
        result.status ? std::to_string(*result.status) : "",
        std::to_string(result.took.count()),
        utc_text(result.checked_at),
        result.source};
    for (const std::string& cell : cells) {
      if (&cell != &cells.front()) text += ',';
      text += csv_cell(cell);
    }
    text += "\r\n";
  }
  return text;
}

}  // namespace tidemark::reports
