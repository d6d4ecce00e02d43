#include "analyzer/rescoring/stale_contents.hpp"

#include <string_view>

#include "analyzer/result/domain_result.hpp"

namespace tidemark::analyzer {
namespace {

using probes::Database;

// "'alive', 'redirected'": our own words, so they need no escaping.
std::string scored_states() {
  std::string list;
  for (int number = 0;; ++number) {
    const auto state = static_cast<State>(number);
    const std::string_view name = to_string(state);
    if (name == "unknown") return list;
    if (!is_scored(state)) continue;
    list += list.empty() ? "'" : ", '";
    list += name;
    list += "'";
  }
}

std::string from_scored_pages() {
  return " FROM content JOIN visits ON visits.visit = content.visit "
         "LEFT JOIN scores ON scores.visit = content.visit "
         "WHERE visits.state IN (" +
         scored_states() + ")";
}

// With the fingerprint as first parameter.
constexpr std::string_view kStale =
    "(scores.visit IS NULL OR scores.fingerprint <> ?1 OR "
    "scores.content_version <> content.version)";

}  // namespace

Result<StaleContents> StaleContents::find(Database& database, std::string fingerprint) {
  std::string sql = "SELECT ";
  sql += content_columns();
  sql += from_scored_pages() + " AND content.content > ?2 AND ";
  sql += kStale;
  auto statement = database.prepare(sql + " ORDER BY content.content LIMIT ?3");
  if (!statement) return std::unexpected(statement.error());
  sql = "SELECT count(*), coalesce(sum(";
  sql += kStale;
  auto counts = database.prepare(sql + "), 0)" + from_scored_pages());
  if (!counts) return std::unexpected(counts.error());
  StaleContents contents(*std::move(statement), std::move(fingerprint));
  const auto row = counts->bind(std::string_view(contents.fingerprint_)).next();
  if (!row) return std::unexpected(row.error());
  contents.all_ = static_cast<std::size_t>(counts->integer(0));
  contents.stale_ = static_cast<std::size_t>(counts->integer(1));
  return contents;
}

Result<std::vector<PackedContent>> StaleContents::next(std::size_t most) {
  std::vector<PackedContent> contents;
  statement_.bind(std::string_view(fingerprint_), after_, static_cast<std::int64_t>(most));
  while (true) {
    const auto more = statement_.next();
    if (!more) return std::unexpected(more.error());
    if (!*more) break;
    contents.push_back(packed_from(statement_));
    after_ = contents.back().row;
  }
  // To its end: an open row would keep the log from being emptied.
  if (auto ended = statement_.run(); !ended) return std::unexpected(ended.error());
  return contents;
}

}  // namespace tidemark::analyzer
