#include "analyzer/store/fact_rows.hpp"

#include <cstdint>
#include <string_view>

#include "probes/database/units.hpp"

namespace tidemark::analyzer {

using probes::Database;

Result<std::vector<LearntFact>> read_facts(Database& database,
                                           std::chrono::system_clock::time_point now) {
  auto rows = database.prepare(
      "SELECT subject, kind, value, samples, evidence, learnt_us, expires_us FROM facts "
      "WHERE expires_us > ? ORDER BY subject, kind");
  if (!rows) return std::unexpected(rows.error());
  rows->bind(probes::to_us(now));
  std::vector<LearntFact> facts;
  while (true) {
    const auto more = rows->next();
    if (!more) return std::unexpected(more.error());
    if (!*more) return facts;
    facts.push_back({.subject = rows->text(0),
                     .kind = rows->text(1),
                     .value = rows->real(2),
                     .samples = static_cast<int>(rows->integer(3)),
                     .evidence = rows->text(4),
                     .learnt_at = probes::wall_from_us(rows->integer(5)),
                     .expires_at = probes::wall_from_us(rows->integer(6))});
  }
}

Result<FactRows> FactRows::prepare(Database& database) {
  auto statement = database.prepare("INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?, ?, ?, ?)");
  if (!statement) return std::unexpected(statement.error());
  return FactRows(*std::move(statement));
}

Result<void> FactRows::write(const LearntFact& fact) {
  return statement_
      .bind(std::string_view(fact.subject), std::string_view(fact.kind), fact.value,
            std::int64_t{fact.samples}, std::string_view(fact.evidence),
            probes::to_us(fact.learnt_at), probes::to_us(fact.expires_at))
      .run();
}

}  // namespace tidemark::analyzer
