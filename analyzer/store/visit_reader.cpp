#include "analyzer/store/visit_reader.hpp"

#include <string>
#include <utility>

#include "analyzer/store/visit_columns.hpp"

namespace tidemark::analyzer {
namespace {

using probes::Database;
using probes::Statement;

std::string select(std::string_view columns) { return "SELECT " + std::string(columns) + " FROM "; }

// Calls `take` for each row about one visit.
template <typename Take>
Result<void> each_row(Statement& statement, std::int64_t visit, Take take) {
  statement.bind(visit);
  while (true) {
    const auto more = statement.next();
    if (!more) return std::unexpected(more.error());
    if (!*more) return {};
    take(statement);
  }
}

}  // namespace

Result<VisitReader> VisitReader::prepare(Database& database) {
  auto visit = database.prepare(select(kVisitColumns) +
                                "visits WHERE domain = ? ORDER BY visit DESC LIMIT 1");
  auto attempts =
      database.prepare(select(kAttemptColumns) + "attempts WHERE visit = ? ORDER BY number");
  auto stages = database.prepare(select(kStageColumns) + "stages WHERE visit = ? ORDER BY number");
  auto protections =
      database.prepare(select(kProtectionColumns) + "protections WHERE visit = ? ORDER BY number");
  auto score = database.prepare(select(kScoreColumns) + "scores WHERE visit = ?");
  for (const Result<Statement>* each : {&visit, &attempts, &stages, &protections, &score}) {
    if (!*each) return std::unexpected(each->error());
  }
  return VisitReader({*std::move(visit), *std::move(attempts), *std::move(stages),
                      *std::move(protections), *std::move(score)});
}

Result<std::optional<StoredVisit>> VisitReader::latest(std::string_view domain) {
  Statement& query = statements_.visit;
  query.bind(domain);
  const auto found = query.next();
  if (!found) return std::unexpected(found.error());
  std::optional<StoredVisit> stored;
  if (*found) stored = visit_from(query);
  // To its end: an open row would keep the log from being emptied.
  if (const auto ended = query.run(); !ended) return std::unexpected(ended.error());
  if (!stored) return stored;
  DomainResult& result = stored->result;
  Result<void> read = each_row(statements_.attempts, stored->visit, [&](const Statement& row) {
    result.attempts.push_back(attempt_from(row));
  });
  if (read) {
    read = each_row(statements_.stages, stored->visit,
                    [&](const Statement& row) { result.stages.push_back(stage_from(row)); });
  }
  if (read) {
    read = each_row(statements_.protections, stored->visit, [&](const Statement& row) {
      result.protections.push_back(protection_from(row));
    });
  }
  if (read && is_scored(result.state)) {
    read = each_row(statements_.score, stored->visit, [&](const Statement& row) {
      result.score = score_from_row(row);
      stored->scored_by = {.keywords = row.text(2), .fingerprint = row.text(3)};
    });
  }
  if (!read) return std::unexpected(read.error());
  return stored;
}

}  // namespace tidemark::analyzer
