#include "analyzer/store/store_writer.hpp"

#include <unistd.h>

#include <optional>
#include <string_view>

#include "analyzer/store/json_text.hpp"
#include "analyzer/store/retention.hpp"
#include "probes/database/units.hpp"

namespace tidemark::analyzer {
namespace fs = std::filesystem;
namespace {

using probes::Database;

// Doing so finds out at once whether the store can be written.
Result<std::int64_t> begin_run(Database& database, const RunFacts& facts) {
  auto insert = database.prepare(
      "INSERT INTO runs (started_us, pid, version, command_line, options) VALUES (?, ?, ?, ?, ?) "
      "RETURNING run");
  if (!insert) return std::unexpected(insert.error());
  const std::string command_line = to_json_text(facts.command_line);
  insert->bind(probes::to_us(std::chrono::system_clock::now()), std::int64_t{::getpid()},
               std::string_view(facts.version), std::string_view(command_line),
               std::string_view(facts.options));
  const auto row = insert->next();
  if (!row) return std::unexpected(row.error());
  const std::int64_t run = insert->integer(0);
  if (const auto end = insert->run(); !end) return std::unexpected(end.error());
  return run;
}

}  // namespace

Result<StoreWriter::Rows> StoreWriter::prepare(Database& database) {
  auto visits = VisitRows::prepare(database);
  if (!visits) return std::unexpected(visits.error());
  auto content = ContentRows::prepare(database);
  if (!content) return std::unexpected(content.error());
  auto scores = ScoreRows::prepare(database);
  if (!scores) return std::unexpected(scores.error());
  auto facts = FactRows::prepare(database);
  if (!facts) return std::unexpected(facts.error());
  auto lifecycle = database.prepare("INSERT INTO lifecycle VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)");
  if (!lifecycle) return std::unexpected(lifecycle.error());
  return Rows{*std::move(visits), *std::move(content), *std::move(scores), *std::move(facts),
              *std::move(lifecycle)};
}

Result<StoreWriter> StoreWriter::open(const fs::path& path, const RunFacts& facts,
                                      const OnNote& on_note) {
  auto database = open_store_file(path, on_note);
  if (!database) return std::unexpected(database.error());
  const auto run = begin_run(*database, facts);
  if (!run) return std::unexpected(run.error());
  auto rows = prepare(*database);
  if (!rows) return std::unexpected(rows.error());
  return StoreWriter(*std::move(database), *std::move(rows), *run, facts);
}

Result<void> StoreWriter::write(const StoreBatch& batch) {
  if (Result<void> begun = database_.run("BEGIN IMMEDIATE"); !begun) return begun;
  Result<void> done = write_rows(batch);
  if (done) done = database_.run("COMMIT");
  if (!done) database_.roll_back();
  return done;
}

Result<void> StoreWriter::write_rows(const StoreBatch& batch) {
  for (const auto& result : batch.results) {
    if (Result<void> done = write_result(*result); !done) return done;
  }
  for (const RecalledAnswer& answer : batch.recalled) {
    if (Result<void> done = rows_.visits.write_answer(run_, answer.domain, answer.source); !done) {
      return done;
    }
  }
  for (const LearntFact& fact : batch.facts) {
    if (Result<void> done = rows_.facts.write(fact); !done) return done;
  }
  for (const LifecycleEvent& event : batch.events) {
    if (Result<void> done = write_event(event); !done) return done;
  }
  return {};
}

Result<void> StoreWriter::write_result(const DomainResult& result) {
  const auto visit = rows_.visits.write(result, run_, with_browser_);
  if (!visit) return std::unexpected(visit.error());
  if (Result<void> done = rows_.content.write(result, *visit); !done) return done;
  if (!result.score || !is_scored(result.state)) return {};
  return rows_.scores.write(*visit, scored_by_, kContentVersion, result.score->points,
                            explanation_text(*result.score));
}

Result<void> StoreWriter::write_event(const LifecycleEvent& event) {
  std::optional<std::int64_t> worker;
  if (event.worker != 0) worker = event.worker;
  std::optional<std::int64_t> browser;
  if (event.browser != 0) browser = event.browser;
  std::optional<std::string_view> task;
  if (!event.task.empty()) task = event.task;
  std::optional<std::string_view> detail;
  if (!event.detail.empty()) detail = event.detail;
  return rows_.lifecycle
      .bind(run_, probes::to_us(event.at), event.kind, worker, task, browser, detail)
      .run();
}

Result<void> StoreWriter::finish(bool completed) {
  const auto now = std::chrono::system_clock::now();
  Result<void> done = forget_old(database_, now);
  if (done) {
    done = database_.run("UPDATE runs SET ended_us = " + std::to_string(probes::to_us(now)) +
                         ", completed = " + (completed ? "1" : "0") +
                         " WHERE run = " + std::to_string(run_));
  }
  if (done) done = database_.checkpoint();
  // Somebody reads the store just now: the log is emptied by whoever closes it last.
  if (!done && done.error().code == ErrorCode::kTimedOut) return {};
  return done;
}

}  // namespace tidemark::analyzer
