#include "analyzer/result/assessed_json.hpp"

#include <string_view>

#include <nlohmann/json.hpp>

#include "analyzer/result/result_json.hpp"

namespace tidemark::analyzer {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const std::vector<RiskLink>& links) {
  Json list = Json::array();
  for (const RiskLink& link : links) {
    list.push_back({{"domain", link.domain}, {"points", link.points}, {"links", link.links}});
  }
  return list;
}

}  // namespace

std::string to_json_line(const AssessedDomain& domain) {
  const Relations& relations = domain.relations;
  const Json more{{"categories", domain.categories},
                  {"total", domain.score ? Json(domain.total) : Json(nullptr)},
                  {"bonus", relations.bonus},
                  {"leads_to", to_json(relations.leads_to)},
                  {"led_to_by", to_json(relations.led_to_by)}};
  // Both are objects with keys; one goes on where the other ends.
  std::string line = to_json_line(domain.result);
  line.back() = ',';
  const std::string rest = more.dump(-1, ' ', false, Json::error_handler_t::replace);
  return line += std::string_view(rest).substr(1);
}

}  // namespace tidemark::analyzer
