#include "analyzer/store/visit_rows.hpp"

#include <optional>
#include <string>
#include <utility>

#include "analyzer/store/json_text.hpp"
#include "analyzer/store/lifetime.hpp"
#include "probes/database/units.hpp"

namespace tidemark::analyzer {
namespace {

using probes::Database;
using probes::Statement;

std::optional<std::string_view> name_of(const std::optional<ErrorClass>& error) {
  if (!error) return std::nullopt;
  return to_string(*error);
}

std::optional<std::int64_t> number_of(const std::optional<int>& value) { return value; }

}  // namespace

Result<VisitRows> VisitRows::prepare(Database& database) {
  auto visit = database.prepare(
      "INSERT INTO visits VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?) "
      "RETURNING visit");
  auto answer = database.prepare("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)");
  auto recalled = database.prepare(
      "INSERT OR REPLACE INTO answers SELECT ?1, domain, visit, ?3 FROM visits WHERE domain = ?2 "
      "ORDER BY visit DESC LIMIT 1");
  auto attempt =
      database.prepare("INSERT INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  auto stage = database.prepare("INSERT INTO stages VALUES (?, ?, ?, ?, ?, ?)");
  auto protection = database.prepare("INSERT INTO protections VALUES (?, ?, ?, ?, ?, ?)");
  for (const Result<Statement>* each :
       {&visit, &answer, &recalled, &attempt, &stage, &protection}) {
    if (!*each) return std::unexpected(each->error());
  }
  return VisitRows({*std::move(visit), *std::move(answer), *std::move(recalled),
                    *std::move(attempt), *std::move(stage), *std::move(protection)});
}

Result<std::int64_t> VisitRows::write(const DomainResult& result, std::int64_t run,
                                      bool with_browser) {
  const auto visit = write_visit(result, run, with_browser);
  if (!visit) return visit;
  Result<void> done =
      statements_.answer
          .bind(run, std::string_view(result.domain), *visit, std::string_view(result.source))
          .run();
  if (done) done = write_attempts(result, *visit);
  if (done) done = write_stages(result, *visit);
  if (done) done = write_protections(result, *visit);
  if (!done) return std::unexpected(done.error());
  return visit;
}

Result<std::int64_t> VisitRows::write_visit(const DomainResult& result, std::int64_t run,
                                            bool with_browser) {
  const std::string addresses = to_json_text(result.name.addresses);
  const std::string cnames = to_json_text(result.name.cnames);
  std::optional<std::string_view> read_by;
  if (result.read_by) read_by = to_string(*result.read_by);
  std::optional<std::string_view> inferred_from;
  std::optional<std::string_view> inferred_evidence;
  if (result.inferred) {
    inferred_from = result.inferred->from;
    inferred_evidence = result.inferred->evidence;
  }
  Statement& insert = statements_.visit;
  insert.bind(run, std::string_view(result.domain), probes::to_us(result.checked_at),
              std::int64_t{result.took.count()}, to_string(lasting_of(result)),
              std::int64_t{with_browser}, to_string(result.state), to_string(result.confidence),
              name_of(result.cause), std::string_view(result.vendor),
              std::string_view(result.signal), std::string_view(result.title),
              static_cast<std::int64_t>(result.text_length), number_of(result.status),
              std::string_view(result.final_url), read_by, std::string_view(addresses),
              std::string_view(cnames), inferred_from, inferred_evidence);
  const auto row = insert.next();
  if (!row) return std::unexpected(row.error());
  const std::int64_t visit = insert.integer(0);
  if (const auto end = insert.run(); !end) return std::unexpected(end.error());
  return visit;
}

Result<void> VisitRows::write_answer(std::int64_t run, std::string_view domain,
                                     std::string_view source) {
  return statements_.recalled.bind(run, domain, source).run();
}

Result<void> VisitRows::write_attempts(const DomainResult& result, std::int64_t visit) {
  std::int64_t number = 0;
  for (const Attempt& attempt : result.attempts) {
    Result<void> done =
        statements_.attempt
            .bind(visit, ++number, to_string(attempt.method), std::string_view(attempt.url),
                  to_string(attempt.stage), name_of(attempt.error),
                  std::string_view(attempt.detail), number_of(attempt.status),
                  std::int64_t{attempt.took.count()}, std::int64_t{attempt.slot_wait.count()},
                  static_cast<std::int64_t>(attempt.received.count),
                  std::string_view(attempt.address), std::string_view(attempt.tls))
            .run();
    if (!done) return done;
  }
  return {};
}

Result<void> VisitRows::write_stages(const DomainResult& result, std::int64_t visit) {
  std::int64_t number = 0;
  for (const StageVerdict& verdict : result.stages) {
    Result<void> done =
        statements_.stage
            .bind(visit, ++number, to_string(verdict.stage), std::int64_t{verdict.passed},
                  name_of(verdict.error), std::string_view(verdict.evidence))
            .run();
    if (!done) return done;
  }
  return {};
}

Result<void> VisitRows::write_protections(const DomainResult& result, std::int64_t visit) {
  std::int64_t number = 0;
  for (const VendorSighting& sighting : result.protections) {
    Result<void> done = statements_.protection
                            .bind(visit, ++number, std::string_view(sighting.vendor),
                                  to_string(sighting.protection), std::string_view(sighting.rule),
                                  std::string_view(sighting.signal))
                            .run();
    if (!done) return done;
  }
  return {};
}

}  // namespace tidemark::analyzer
