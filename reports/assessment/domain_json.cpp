#include <nlohmann/json.hpp>

#include "analyzer/result/result_json.hpp"
#include "reports/assessment/assessment_counts.hpp"
#include "reports/assessment/domain_files.hpp"

namespace tidemark::reports {
namespace {

using analyzer::AssessedDomain;
using Json = nlohmann::ordered_json;

Json score_json(const analyzer::PageScore& score) {
  Json families = Json::array();
  for (const analyzer::FamilyScore& family : score.families) {
    families.push_back({{"family", family.family}, {"points", family.points}, {"cap", family.cap}});
  }
  Json groups = Json::array();
  for (const analyzer::GroupScore& group : score.groups) {
    Json hits = Json::array();
    for (const analyzer::KeywordHit& hit : group.hits) {
      hits.push_back({{"keyword", hit.keyword}, {"place", hit.place}, {"excerpt", hit.excerpt}});
    }
    groups.push_back({{"group", group.group}, {"family", group.family}, {"hits", hits}});
  }
  return {{"points", score.points}, {"families", families}, {"groups", groups}};
}

Json links_json(const std::vector<analyzer::RiskLink>& links) {
  Json list = Json::array();
  for (const analyzer::RiskLink& link : links) {
    list.push_back({{"domain", link.domain}, {"points", link.points}, {"links", link.links}});
  }
  return list;
}

}  // namespace

std::string domains_jsonl(const analyzer::Assessment& assessment) {
  std::string text;
  for (const AssessedDomain& domain : assessment.domains) {
    Json json = Json::parse(analyzer::to_json_line(domain.result));
    json["categories"] = domain.categories;
    json["risk"] = risk_word(domain);
    json["score"] = domain.score ? score_json(*domain.score) : Json();
    json["relations"] = {{"bonus", domain.relations.bonus},
                         {"leads_to", links_json(domain.relations.leads_to)},
                         {"led_to_by", links_json(domain.relations.led_to_by)}};
    json["total"] = domain.score ? Json(domain.total) : Json();
    text += json.dump(-1, ' ', false, nlohmann::detail::error_handler_t::replace);
    text += '\n';
  }
  return text;
}

}  // namespace tidemark::reports
