#include "analyzer/result/result_json.hpp"

#include <nlohmann/json.hpp>

namespace tidemark::analyzer {
namespace {

// Ordered: a person reads these lines too.
using Json = nlohmann::ordered_json;

Json error_or_null(const std::optional<ErrorClass>& error) {
  return error ? Json(to_string(*error)) : Json(nullptr);
}

Json to_json(const Attempt& attempt) {
  Json json{{"method", to_string(attempt.method)},
            {"url", attempt.url},
            {"stage", to_string(attempt.stage)},
            {"error", error_or_null(attempt.error)}};
  if (!attempt.detail.empty()) json["detail"] = attempt.detail;
  if (attempt.status) json["status"] = *attempt.status;
  json["ms"] = attempt.took.count();
  if (attempt.method == Method::kBrowser) json["slot_wait_ms"] = attempt.slot_wait.count();
  json["bytes"] = attempt.received.count;
  return json;
}

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, nlohmann::detail::error_handler_t::replace);
}

}  // namespace

std::string to_json_line(const DomainResult& result) {
  Json json{{"domain", result.domain},
            {"source", result.source},
            {"state", to_string(result.state)},
            {"cause", error_or_null(result.cause)}};
  if (!result.vendor.empty()) {
    json["vendor"] = result.vendor;
    json["signal"] = result.signal;
  }
  json["title"] = result.title;
  json["text_length"] = result.text_length;
  json["status"] = result.status ? Json(*result.status) : Json(nullptr);
  json["final_url"] = result.final_url;
  json["read_by"] = result.read_by ? Json(to_string(*result.read_by)) : Json(nullptr);
  json["ms"] = result.took.count();
  Json attempts = Json::array();
  for (const Attempt& attempt : result.attempts) attempts.push_back(to_json(attempt));
  json["attempts"] = std::move(attempts);
  return dump(json);
}

std::string rejected_json_line(std::string_view source, std::string_view reason) {
  return dump(Json{{"source", source}, {"state", "rejected"}, {"reason", reason}});
}

}  // namespace tidemark::analyzer
