#include "analyzer/store/retention.hpp"

#include <string>

#include "probes/database/units.hpp"

namespace tidemark::analyzer {

Result<void> forget_old(probes::Database& database, std::chrono::system_clock::time_point now) {
  const std::string before = std::to_string(probes::to_us(now - kHistoryKept));
  const std::string old_runs = "(SELECT run FROM runs WHERE started_us < " + before + ")";
  const auto any = database.integer("SELECT count(*) FROM runs WHERE started_us < " + before);
  if (!any) return std::unexpected(any.error());
  std::string sql = "BEGIN IMMEDIATE; DELETE FROM facts WHERE expires_us < " +
                    std::to_string(probes::to_us(now)) + ";";
  if (*any > 0) {
    sql += "CREATE TEMP TABLE forgotten AS SELECT visit FROM visits AS old WHERE checked_us < " +
           before +
           " AND EXISTS (SELECT 1 FROM visits WHERE domain = old.domain AND visit > old.visit);";
    for (const char* table : {"attempts", "stages", "protections", "answers", "scores", "visits"}) {
      sql += std::string("DELETE FROM ") + table +
             " WHERE visit IN (SELECT visit FROM temp.forgotten);";
    }
    sql += "DELETE FROM answers WHERE run IN " + old_runs + ";" +
           "DELETE FROM lifecycle WHERE run IN " + old_runs + ";" +
           "DELETE FROM runs WHERE run IN " + old_runs +
           " AND NOT EXISTS (SELECT 1 FROM visits WHERE visits.run = runs.run);" +
           "DROP TABLE temp.forgotten;";
  }
  sql += "COMMIT;";
  Result<void> done = database.run(sql);
  if (!done) database.roll_back();
  return done;
}

}  // namespace tidemark::analyzer
