#include "reports/assessment/domain_details.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "probes/base/printable.hpp"
#include "probes/base/utc_text.hpp"
#include "reports/assessment/deflated.hpp"

namespace tidemark::reports {
namespace {

using analyzer::AssessedDomain;
using Json = nlohmann::ordered_json;

// Links that are shown of a page; domains.jsonl and the store have more.
constexpr std::size_t kLinks = 30;

std::string shown(std::string_view text) { return printable(text, 400); }

std::string name_of(const std::optional<analyzer::ErrorClass>& error) {
  return error ? std::string(to_string(*error)) : "";
}

Json shown_list(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(shown(text));
  return list;
}

Json stages_of(const analyzer::DomainResult& result) {
  Json list = Json::array();
  for (const analyzer::StageVerdict& stage : result.stages) {
    list.push_back(
        {to_string(stage.stage), stage.passed, name_of(stage.error), shown(stage.evidence)});
  }
  return list;
}

Json protections_of(const analyzer::DomainResult& result) {
  Json list = Json::array();
  for (const analyzer::VendorSighting& sighting : result.protections) {
    list.push_back({shown(sighting.vendor), to_string(sighting.protection), shown(sighting.rule),
                    shown(sighting.signal)});
  }
  return list;
}

Json attempts_of(const analyzer::DomainResult& result) {
  Json list = Json::array();
  for (const analyzer::Attempt& attempt : result.attempts) {
    list.push_back({to_string(attempt.method), shown(attempt.url), to_string(attempt.stage),
                    name_of(attempt.error), shown(attempt.detail),
                    attempt.status ? Json(*attempt.status) : Json(), attempt.took.count(),
                    attempt.slot_wait.count(), attempt.received.count, shown(attempt.address),
                    shown(attempt.tls)});
  }
  return list;
}

Json score_of(const AssessedDomain& domain) {
  if (!domain.score) return nullptr;
  Json families = Json::array();
  for (const analyzer::FamilyScore& family : domain.score->families) {
    families.push_back({shown(family.family), family.points, family.cap});
  }
  Json groups = Json::array();
  for (const analyzer::GroupScore& group : domain.score->groups) {
    Json hits = Json::array();
    for (const analyzer::KeywordHit& hit : group.hits) {
      hits.push_back({shown(hit.keyword), shown(hit.place), shown(hit.excerpt)});
    }
    groups.push_back({shown(group.group), shown(group.family), std::move(hits)});
  }
  return {{"families", std::move(families)}, {"groups", std::move(groups)}};
}

Json risks_of(const std::vector<analyzer::RiskLink>& links) {
  Json list = Json::array();
  for (const analyzer::RiskLink& link : links) {
    list.push_back({shown(link.domain), link.points, link.links});
  }
  return list;
}

// The hosts with most links first.
Json links_of(const AssessedDomain& domain) {
  std::vector<analyzer::OutboundHost> links = domain.links;
  std::ranges::sort(links, {}, [](const analyzer::OutboundHost& host) {
    return std::pair(-host.links, std::string_view(host.host));
  });
  if (links.size() > kLinks) links.resize(kLinks);
  Json list = Json::array();
  for (const analyzer::OutboundHost& link : links) list.push_back({shown(link.host), link.links});
  return list;
}

Json detail_of(const AssessedDomain& domain) {
  const analyzer::DomainResult& result = domain.result;
  Json json{{"confidence", to_string(result.confidence)},
            {"checked_at", utc_text(result.checked_at)},
            {"stages", stages_of(result)},
            {"attempts", attempts_of(result)}};
  const auto add_text = [&json](const char* key, const std::string& text) {
    if (!text.empty()) json[key] = shown(text);
  };
  add_text("signal", result.signal);
  add_text("final_url", result.final_url);
  add_text("written", result.written);
  add_text("source", result.source);
  if (result.mixes_scripts) json["mixes_scripts"] = true;
  if (result.status) json["status"] = *result.status;
  if (result.read_by) json["read_by"] = to_string(*result.read_by);
  if (result.text_length > 0) json["text_length"] = result.text_length;
  if (result.inferred) {
    json["inferred"] = {shown(result.inferred->from), shown(result.inferred->evidence)};
  }
  if (!result.name.addresses.empty()) json["addresses"] = shown_list(result.name.addresses);
  if (!result.name.cnames.empty()) json["cnames"] = shown_list(result.name.cnames);
  if (!result.protections.empty()) json["protections"] = protections_of(result);
  if (domain.score) json["score"] = score_of(domain);
  if (!domain.relations.leads_to.empty()) json["leads_to"] = risks_of(domain.relations.leads_to);
  if (!domain.relations.led_to_by.empty()) {
    json["led_to_by"] = risks_of(domain.relations.led_to_by);
  }
  if (!domain.links.empty()) json["links"] = links_of(domain);
  return json;
}

}  // namespace

std::vector<std::string> detail_blocks(const analyzer::Assessment& assessment) {
  std::vector<std::string> blocks;
  for (std::size_t from = 0; from < assessment.domains.size(); from += kDetailsPerBlock) {
    Json block = Json::array();
    const std::size_t to = std::min(from + kDetailsPerBlock, assessment.domains.size());
    for (std::size_t i = from; i < to; ++i) block.push_back(detail_of(assessment.domains[i]));
    blocks.push_back(
        deflated_base64(block.dump(-1, ' ', false, nlohmann::detail::error_handler_t::replace)));
  }
  return blocks;
}

}  // namespace tidemark::reports
