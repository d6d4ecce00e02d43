#include "analyzer/result/result_json.hpp"

#include <nlohmann/json.hpp>

#include "probes/base/utc_text.hpp"

namespace tidemark::analyzer {
namespace {

// Ordered: a person reads these lines too.
using Json = nlohmann::ordered_json;

Json error_or_null(const std::optional<ErrorClass>& error) {
  return error ? Json(to_string(*error)) : Json(nullptr);
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json to_json(const Attempt& attempt) {
  Json json{{"method", to_string(attempt.method)},
            {"url", attempt.url},
            {"stage", to_string(attempt.stage)},
            {"error", error_or_null(attempt.error)}};
  if (!attempt.detail.empty()) json["detail"] = attempt.detail;
  if (!attempt.address.empty()) json["address"] = attempt.address;
  if (!attempt.tls.empty()) json["tls"] = attempt.tls;
  if (attempt.status) json["status"] = *attempt.status;
  json["ms"] = attempt.took.count();
  if (attempt.method == Method::kBrowser) json["slot_wait_ms"] = attempt.slot_wait.count();
  json["bytes"] = attempt.received.count;
  return json;
}

Json to_json(const StageVerdict& verdict) {
  return {{"stage", to_string(verdict.stage)},
          {"passed", verdict.passed},
          {"error", error_or_null(verdict.error)},
          {"evidence", verdict.evidence}};
}

Json to_json(const VendorSighting& sighting) {
  return {{"vendor", sighting.vendor},
          {"protection", to_string(sighting.protection)},
          {"rule", sighting.rule},
          {"signal", sighting.signal}};
}

Json to_json(const std::optional<Inference>& inferred) {
  if (!inferred) return nullptr;
  return {{"from", inferred->from}, {"evidence", inferred->evidence}};
}

Json to_json(const FamilyScore& family) {
  return {{"family", family.family}, {"points", family.points}, {"cap", family.cap}};
}

Json to_json(const KeywordHit& hit) {
  return {{"keyword", hit.keyword}, {"place", hit.place}, {"excerpt", hit.excerpt}};
}

Json to_json(const GroupScore& group);

template <typename T>
Json list_of(const std::vector<T>& values) {
  Json list = Json::array();
  for (const T& value : values) list.push_back(to_json(value));
  return list;
}

Json to_json(const GroupScore& group) {
  return {{"group", group.group}, {"family", group.family}, {"hits", list_of(group.hits)}};
}

Json to_json(const std::optional<PageScore>& score) {
  if (!score) return nullptr;
  return {{"points", score->points},
          {"families", list_of(score->families)},
          {"groups", list_of(score->groups)}};
}

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, nlohmann::detail::error_handler_t::replace);
}

}  // namespace

std::string to_json_line(const DomainResult& result) {
  return dump({{"domain", result.domain},
               {"source", result.source},
               {"written", text_or_null(result.written)},
               {"mixes_scripts", result.mixes_scripts},
               {"state", to_string(result.state)},
               {"confidence", to_string(result.confidence)},
               {"cause", error_or_null(result.cause)},
               {"vendor", text_or_null(result.vendor)},
               {"signal", text_or_null(result.signal)},
               {"title", result.title},
               {"text_length", result.text_length},
               {"status", result.status ? Json(*result.status) : Json(nullptr)},
               {"final_url", result.final_url},
               {"score", to_json(result.score)},
               {"read_by", result.read_by ? Json(to_string(*result.read_by)) : Json(nullptr)},
               {"ms", result.took.count()},
               {"checked_at", utc_text(result.checked_at)},
               {"cached", result.cached},
               {"inferred", to_json(result.inferred)},
               {"addresses", result.name.addresses},
               {"cnames", result.name.cnames},
               {"stages", list_of(result.stages)},
               {"protections", list_of(result.protections)},
               {"attempts", list_of(result.attempts)}});
}

std::string unvisited_json_line(const Task& task) {
  Json json = Json::object();
  if (!task.domain.empty()) json["domain"] = task.domain;
  json["source"] = task.source;
  json["state"] = to_string(task.kind);
  json["reason"] = task.reason;
  return dump(json);
}

}  // namespace tidemark::analyzer
