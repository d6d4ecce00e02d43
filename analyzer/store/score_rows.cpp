#include "analyzer/store/score_rows.hpp"

#include <nlohmann/json.hpp>

namespace tidemark::analyzer {
namespace {

using nlohmann::json;
using Ordered = nlohmann::ordered_json;

Ordered to_json(const GroupScore& group) {
  Ordered hits = Ordered::array();
  for (const KeywordHit& hit : group.hits) {
    hits.push_back({{"keyword", hit.keyword}, {"place", hit.place}, {"excerpt", hit.excerpt}});
  }
  return {{"group", group.group}, {"family", group.family}, {"hits", std::move(hits)}};
}

std::string text_in(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

int number_in(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_integer() ? found->get<int>() : 0;
}

// Calls `take` with the objects of the list that `object` has as `key`.
template <typename Take>
void each_object(const json& object, const char* key, Take take) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_array()) return;
  for (const json& entry : *found) {
    if (entry.is_object()) take(entry);
  }
}

}  // namespace

Result<ScoreRows> ScoreRows::prepare(probes::Database& database) {
  auto statement = database.prepare("INSERT OR REPLACE INTO scores VALUES (?, ?, ?, ?, ?, ?)");
  if (!statement) return std::unexpected(statement.error());
  return ScoreRows(*std::move(statement));
}

Result<void> ScoreRows::write(std::int64_t visit, const ScoreOrigin& origin, int content_version,
                              int points, std::string_view explanation) {
  return statement_
      .bind(visit, std::string_view(origin.keywords), std::string_view(origin.fingerprint),
            std::int64_t{content_version}, std::int64_t{points}, explanation)
      .run();
}

std::string explanation_text(const PageScore& score) {
  Ordered families = Ordered::array();
  for (const FamilyScore& family : score.families) {
    families.push_back({{"family", family.family}, {"points", family.points}, {"cap", family.cap}});
  }
  Ordered groups = Ordered::array();
  for (const GroupScore& group : score.groups) groups.push_back(to_json(group));
  const Ordered text{{"families", std::move(families)}, {"groups", std::move(groups)}};
  return text.dump(-1, ' ', false, Ordered::error_handler_t::replace);
}

PageScore score_from(int points, std::string_view explanation) {
  PageScore score{.points = points};
  const json text = json::parse(explanation, nullptr, false);
  if (!text.is_object()) return score;
  each_object(text, "families", [&](const json& family) {
    score.families.push_back({.family = text_in(family, "family"),
                              .points = number_in(family, "points"),
                              .cap = number_in(family, "cap")});
  });
  each_object(text, "groups", [&](const json& entry) {
    GroupScore group{.group = text_in(entry, "group"), .family = text_in(entry, "family")};
    each_object(entry, "hits", [&](const json& hit) {
      group.hits.push_back({.keyword = text_in(hit, "keyword"),
                            .place = text_in(hit, "place"),
                            .excerpt = text_in(hit, "excerpt")});
    });
    score.groups.push_back(std::move(group));
  });
  return score;
}

}  // namespace tidemark::analyzer
