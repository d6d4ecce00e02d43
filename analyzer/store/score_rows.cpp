#include "analyzer/store/score_rows.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace tidemark::analyzer {
namespace {

using nlohmann::json;

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

// Writes JSON text without making a JSON value of everything first: hundreds of thousands of
// scores are stored at once.
class JsonText {
 public:
  JsonText& raw(std::string_view text) {
    text_ += text;
    return *this;
  }
  JsonText& number(int value) { return raw(std::to_string(value)); }
  JsonText& string(const std::string& value) {
    if (is_plain(value)) return raw("\"").raw(value).raw("\"");
    return raw(json(value).dump(-1, ' ', false, json::error_handler_t::replace));
  }
  // "[", what `write` writes of each entry, "]".
  template <typename List, typename Write>
  JsonText& list(const List& entries, Write write) {
    raw("[");
    bool first = true;
    for (const auto& entry : entries) {
      if (!std::exchange(first, false)) raw(",");
      write(entry);
    }
    return raw("]");
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void write_hit(JsonText& text, const KeywordHit& hit) {
  text.raw("{\"keyword\":").string(hit.keyword).raw(",\"place\":").string(hit.place);
  text.raw(",\"excerpt\":").string(hit.excerpt).raw("}");
}

void write_group(JsonText& text, const GroupScore& group) {
  text.raw("{\"group\":").string(group.group).raw(",\"family\":").string(group.family);
  text.raw(",\"hits\":");
  text.list(group.hits, [&](const KeywordHit& hit) { write_hit(text, hit); }).raw("}");
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
  JsonText text;
  text.raw("{\"families\":").list(score.families, [&](const FamilyScore& family) {
    text.raw("{\"family\":").string(family.family);
    text.raw(",\"points\":").number(family.points).raw(",\"cap\":").number(family.cap).raw("}");
  });
  text.raw(",\"groups\":");
  text.list(score.groups, [&](const GroupScore& group) { write_group(text, group); });
  return text.raw("}").take();
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
