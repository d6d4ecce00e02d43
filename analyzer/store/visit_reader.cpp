#include "analyzer/store/visit_reader.hpp"

#include <string>
#include <utility>

#include "analyzer/result/named.hpp"
#include "analyzer/store/json_text.hpp"
#include "probes/database/row_reader.hpp"
#include "probes/database/units.hpp"

namespace tidemark::analyzer {
namespace {

using probes::Database;
using probes::Statement;
using std::chrono::milliseconds;

template <typename Enum>
std::optional<Enum> maybe_named(const Statement& row, int column) {
  const std::optional<std::string> name = row.maybe_text(column);
  return name ? named<Enum>(*name) : std::nullopt;
}

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

std::optional<StoredVisit> visit_of(const Statement& row) {
  const auto lasting = named<Lasting>(row.text(5));
  const auto state = named<State>(row.text(7));
  const auto confidence = named<Confidence>(row.text(8));
  if (!lasting || !state || !confidence) return std::nullopt;
  StoredVisit stored{.visit = row.integer(0),
                     .run = row.integer(1),
                     .lasting = *lasting,
                     .with_browser = row.integer(6) != 0,
                     .result = {.domain = row.text(2), .state = *state, .confidence = *confidence}};
  DomainResult& result = stored.result;
  result.checked_at = probes::wall_from_us(row.integer(3));
  result.took = milliseconds(row.integer(4));
  result.cause = maybe_named<ErrorClass>(row, 9);
  result.vendor = row.text(10);
  result.signal = row.text(11);
  result.title = row.text(12);
  result.text_length = static_cast<std::size_t>(row.integer(13));
  result.status = probes::number(row, 14);
  result.final_url = row.text(15);
  result.read_by = maybe_named<Method>(row, 16);
  result.name = {.addresses = strings_from(row.text(17)), .cnames = strings_from(row.text(18))};
  if (auto from = row.maybe_text(19)) result.inferred = {*std::move(from), row.text(20)};
  result.cached = true;
  return stored;
}

}  // namespace

Result<VisitReader> VisitReader::prepare(Database& database) {
  auto visit = database.prepare(
      "SELECT visit, run, domain, checked_us, took_ms, lasting, with_browser, state, confidence, "
      "cause, vendor, signal, title, text_length, status, final_url, read_by, addresses, cnames, "
      "inferred_from, inferred_evidence FROM visits WHERE domain = ? ORDER BY visit DESC LIMIT 1");
  auto attempts = database.prepare(
      "SELECT method, url, stage, error, detail, status, took_ms, slot_wait_ms, bytes, address, "
      "tls "
      "FROM attempts WHERE visit = ? ORDER BY number");
  auto stages = database.prepare(
      "SELECT stage, passed, error, evidence FROM stages WHERE visit = ? ORDER BY number");
  auto protections = database.prepare(
      "SELECT vendor, protection, rule, signal FROM protections WHERE visit = ? ORDER BY number");
  for (const Result<Statement>* each : {&visit, &attempts, &stages, &protections}) {
    if (!*each) return std::unexpected(each->error());
  }
  return VisitReader(
      {*std::move(visit), *std::move(attempts), *std::move(stages), *std::move(protections)});
}

Result<std::optional<StoredVisit>> VisitReader::latest(std::string_view domain) {
  Statement& query = statements_.visit;
  query.bind(domain);
  const auto found = query.next();
  if (!found) return std::unexpected(found.error());
  std::optional<StoredVisit> stored;
  if (*found) stored = visit_of(query);
  // To its end: an open row would keep the log from being emptied.
  if (const auto ended = query.run(); !ended) return std::unexpected(ended.error());
  if (!stored) return stored;
  Result<void> read = read_attempts(*stored);
  if (read) read = read_stages(*stored);
  if (read) read = read_protections(*stored);
  if (!read) return std::unexpected(read.error());
  return stored;
}

Result<void> VisitReader::read_attempts(StoredVisit& stored) {
  return each_row(statements_.attempts, stored.visit, [&](const Statement& row) {
    stored.result.attempts.push_back({.method = named<Method>(row.text(0)).value_or(Method::kHttp),
                                      .url = row.text(1),
                                      .stage = named<Stage>(row.text(2)).value_or(Stage::kDns),
                                      .error = maybe_named<ErrorClass>(row, 3),
                                      .detail = row.text(4),
                                      .status = probes::number(row, 5),
                                      .took = milliseconds(row.integer(6)),
                                      .slot_wait = milliseconds(row.integer(7)),
                                      .received = probes::bytes(row, 8).value_or(Bytes{}),
                                      .address = row.text(9),
                                      .tls = row.text(10)});
  });
}

Result<void> VisitReader::read_stages(StoredVisit& stored) {
  return each_row(statements_.stages, stored.visit, [&](const Statement& row) {
    stored.result.stages.push_back({.stage = named<Stage>(row.text(0)).value_or(Stage::kDns),
                                    .passed = row.integer(1) != 0,
                                    .error = maybe_named<ErrorClass>(row, 2),
                                    .evidence = row.text(3)});
  });
}

Result<void> VisitReader::read_protections(StoredVisit& stored) {
  return each_row(statements_.protections, stored.visit, [&](const Statement& row) {
    stored.result.protections.push_back(
        {.vendor = row.text(0),
         .protection = named<Protection>(row.text(1)).value_or(Protection::kPresent),
         .rule = row.text(2),
         .signal = row.text(3)});
  });
}

}  // namespace tidemark::analyzer
