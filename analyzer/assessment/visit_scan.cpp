#include "analyzer/assessment/visit_scan.hpp"

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

#include "analyzer/store/visit_columns.hpp"
#include "probes/database/row_reader.hpp"

namespace tidemark::analyzer {
namespace {

using probes::Database;
using probes::Statement;

// Which visits are wanted, for SQL to join with. In a temporary table: the file is only read.
Result<void> name_wanted(Database& database, const std::vector<std::int64_t>& visits) {
  Result<void> made = database.run(
      "PRAGMA temp_store = MEMORY; DROP TABLE IF EXISTS temp.wanted; "
      "CREATE TEMP TABLE wanted (visit INTEGER PRIMARY KEY)");
  if (!made) return made;
  auto insert = database.prepare("INSERT OR IGNORE INTO temp.wanted VALUES (?)");
  if (!insert) return std::unexpected(insert.error());
  for (const std::int64_t visit : visits) {
    if (Result<void> done = insert->bind(visit).run(); !done) return done;
  }
  return {};
}

// Calls `take(visit, row)` for each row of `table` about a visit in `scanned`; the first column is
// its number.
template <typename Take>
Result<void> each_row(Database& database, const std::string& table, std::string_view columns,
                      std::vector<ScannedVisit>& scanned, Take take) {
  const std::string sql = "SELECT wanted.visit, " + std::string(columns) +
                          " FROM temp.wanted CROSS JOIN " + table + " ON " + table +
                          ".visit = wanted.visit ORDER BY wanted.visit";
  auto at = scanned.begin();
  return probes::for_each(database, sql, [&](const Statement& row) -> Result<void> {
    const std::int64_t visit = row.integer(0);
    while (at != scanned.end() && at->visit < visit) ++at;
    if (at != scanned.end() && at->visit == visit) take(*at, row);
    return {};
  });
}

Result<std::vector<ScannedVisit>> scan_results(Database& database) {
  std::vector<ScannedVisit> scanned;
  const std::string sql = "SELECT " + std::string(kVisitColumns) +
                          ", answers.source FROM temp.wanted CROSS JOIN visits "
                          "ON visits.visit = wanted.visit LEFT JOIN answers "
                          "ON answers.run = visits.run AND answers.domain = visits.domain "
                          "ORDER BY wanted.visit";
  constexpr int kSource = 21;  // after the columns of the visit
  const auto read = probes::for_each(database, sql, [&](const Statement& row) -> Result<void> {
    std::optional<StoredVisit> stored = visit_from(row);
    if (!stored) return {};
    stored->result.source = row.text(kSource);
    scanned.push_back({.visit = stored->visit, .result = std::move(stored->result)});
    return {};
  });
  if (!read) return std::unexpected(read.error());
  return scanned;
}

// A score whose words are still to be read.
struct Explanation {
  PageScore* score = nullptr;
  std::string text;
};

// Reading them costs more than all the rest: on all cores.
void explain(std::vector<Explanation>& explanations) {
  const std::size_t threads = std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::jthread> reading;
  for (std::size_t thread = 0; thread < threads; ++thread) {
    reading.emplace_back([&explanations, threads, thread] {
      for (std::size_t at = thread; at < explanations.size(); at += threads) {
        PageScore& score = *explanations[at].score;
        score = score_from(score.points, explanations[at].text);
      }
    });
  }
}

}  // namespace

Result<std::vector<ScannedVisit>> scan_visits(Database& database,
                                              const std::vector<std::int64_t>& visits) {
  if (auto named = name_wanted(database, visits); !named) return std::unexpected(named.error());
  auto scanned = scan_results(database);
  if (!scanned) return scanned;
  Result<void> read = each_row(database, "attempts", kAttemptColumns, *scanned,
                               [](ScannedVisit& scan, const Statement& row) {
                                 scan.result.attempts.push_back(attempt_from(row, 1));
                               });
  if (read) {
    read = each_row(database, "stages", kStageColumns, *scanned,
                    [](ScannedVisit& scan, const Statement& row) {
                      scan.result.stages.push_back(stage_from(row, 1));
                    });
  }
  if (read) {
    read = each_row(database, "protections", kProtectionColumns, *scanned,
                    [](ScannedVisit& scan, const Statement& row) {
                      scan.result.protections.push_back(protection_from(row, 1));
                    });
  }
  std::vector<Explanation> explanations;
  if (read) {
    read = each_row(database, "scores", kScoreColumns, *scanned,
                    [&](ScannedVisit& scan, const Statement& row) {
                      if (!is_scored(scan.result.state)) return;
                      scan.result.score = PageScore{.points = static_cast<int>(row.integer(1))};
                      scan.keywords = row.text(3);
                      explanations.push_back({&*scan.result.score, row.text(2)});
                    });
  }
  explain(explanations);
  if (read) read = database.run("DROP TABLE temp.wanted");
  if (!read) return std::unexpected(read.error());
  return scanned;
}

}  // namespace tidemark::analyzer
