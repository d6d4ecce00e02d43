#include "cli/analyze/story_json.hpp"

#include <nlohmann/json.hpp>

#include "analyzer/result/result_json.hpp"
#include "probes/base/utc_text.hpp"

namespace tidemark::cli {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json value_or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json to_json(const analyzer::LearntFact& fact) {
  return {{"subject", fact.subject},
          {"kind", fact.kind},
          {"value", fact.value},
          {"samples", fact.samples},
          {"evidence", fact.evidence},
          {"learnt_at", utc_text(fact.learnt_at)},
          {"expires_at", utc_text(fact.expires_at)}};
}

Json to_json(const analyzer::StoryEvent& event) {
  const auto since_epoch =
      std::chrono::duration_cast<std::chrono::microseconds>(event.at.time_since_epoch());
  return {{"run", event.run},
          {"at_us", since_epoch.count()},
          {"event", event.kind},
          {"worker", event.worker},
          {"browser", value_or_null(event.browser)},
          {"detail", event.detail}};
}

Json to_json(const analyzer::StoryVisit& visit) {
  return {{"checked_at", utc_text(visit.at)},
          {"run", visit.run},
          {"state", visit.state},
          {"cause", visit.cause.empty() ? Json(nullptr) : Json(visit.cause)},
          {"status", value_or_null(visit.status)}};
}

Json to_json(const std::optional<analyzer::StoredContent>& stored) {
  if (!stored) return nullptr;
  const analyzer::PageContent& content = stored->content;
  Json meta = Json::array();
  for (const auto& [name, value] : content.meta) meta.push_back({name, value});
  Json links = Json::array();
  for (const analyzer::OutboundHost& host : content.links) {
    links.push_back({{"host", host.host}, {"links", host.links}});
  }
  return {{"version", stored->version},
          {"checked_at", utc_text(stored->checked_at)},
          {"final_url", stored->final_url},
          {"title", content.title},
          {"language", content.language},
          {"meta", std::move(meta)},
          {"json_ld", content.json_ld},
          {"products", content.products},
          {"links", std::move(links)},
          {"script_hosts", content.script_hosts},
          {"text", content.text},
          {"text_length", content.text_length},
          {"scripts", content.scripts},
          {"forms", content.forms},
          {"has_password_field", content.has_password_field}};
}

template <typename T>
Json list_of(const std::vector<T>& values) {
  Json list = Json::array();
  for (const T& value : values) list.push_back(to_json(value));
  return list;
}

}  // namespace

std::string story_json(const analyzer::DomainStory& story, const analyzer::RecallRules& rules) {
  const std::string& scored_by = story.latest.scored_by.keywords;
  const Json json{{"result", Json::parse(analyzer::to_json_line(story.latest.result))},
                  {"scored_by", scored_by.empty() ? Json(nullptr) : Json(scored_by)},
                  {"run", story.latest.run},
                  {"with_browser", story.latest.with_browser},
                  {"lasting", to_string(story.latest.lasting)},
                  {"answers_until", utc_text(fresh_until(story.latest, rules))},
                  {"facts", list_of(story.facts)},
                  {"lifecycle", list_of(story.lifecycle)},
                  {"content", to_json(story.content)},
                  {"visits", list_of(story.visits)}};
  return json.dump(-1, ' ', false, nlohmann::detail::error_handler_t::replace);
}

}  // namespace tidemark::cli
