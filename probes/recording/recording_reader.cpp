#include "probes/recording/recording_reader.hpp"

#include <charconv>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "probes/database/database.hpp"
#include "probes/database/open_read_only.hpp"
#include "probes/database/row_reader.hpp"
#include "probes/database/units.hpp"
#include "probes/recording/schema.hpp"
#include "probes/recording/tick_reader.hpp"

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;

Result<void> check_version(Database& database, const fs::path& path) {
  const Result<std::int64_t> id = database.integer("PRAGMA application_id");
  if (!id) return std::unexpected(id.error());
  const Result<std::int64_t> version = database.integer("PRAGMA user_version");
  if (!version) return std::unexpected(version.error());
  if (*id != kRecordingApplicationId || *version < 1) {
    return failure(ErrorCode::kBadInput, path.string() + ": is not a recording of Tidemark");
  }
  if (*version != kRecordingVersion) {
    const bool newer = *version > kRecordingVersion;
    return failure(ErrorCode::kBadInput,
                   path.string() + ": has version " + std::to_string(*version) +
                       ", this Tidemark reads version " + std::to_string(kRecordingVersion) +
                       (newer ? "; use a newer one" : "; use the one that recorded it"));
  }
  return {};
}

// Takes a number out of the facts; they came as text.
std::uint64_t take_count(RecordedRun& run, const std::string& key) {
  std::uint64_t count = 0;
  if (const auto fact = run.facts.extract(key)) {
    const std::string& text = fact.mapped();
    std::from_chars(text.data(), text.data() + text.size(), count);
  }
  return count;
}

Result<void> read_facts(Database& database, RecordedRun& run) {
  Result<void> read = for_each(database, "SELECT key, value FROM run", [&](const Statement& row) {
    run.facts.emplace(row.text(0), row.text(1));
    return Result<void>();
  });
  if (!read) return read;
  run.closed = run.facts.erase("closed") > 0;
  run.dropped_ticks = take_count(run, "dropped_ticks");
  run.requests_left_out = take_count(run, "requests_left_out");
  return for_each(database, "SELECT steady_us, wall_us FROM clock", [&](const Statement& row) {
    run.clock.steady = steady_from_us(row.integer(0));
    run.clock.wall =
        std::chrono::system_clock::time_point(std::chrono::microseconds(row.integer(1)));
    return Result<void>();
  });
}

Result<RecordedProcess> process_of(const Statement& row) {
  const std::optional<Role> role = role_from_name(row.text(6));
  const nlohmann::json line = nlohmann::json::parse(row.text(5), nullptr, false);
  if (!role || !line.is_array()) {
    return failure(ErrorCode::kBadInput,
                   "recording: process " + row.text(0) + " has no valid role or command line");
  }
  RecordedProcess process{.number = row.integer(0),
                          .id = {.pid = static_cast<Pid>(row.integer(1)),
                                 .start_ticks = static_cast<std::uint64_t>(row.integer(2))},
                          .parent = static_cast<Pid>(row.integer(3)),
                          .name = row.text(4),
                          .role = *role,
                          .task = row.maybe_text(7),
                          .started = steady_from_us(row.integer(8)),
                          .first_seen = steady_from_us(row.integer(9))};
  for (const nlohmann::json& argument : line) {
    if (argument.is_string()) process.command_line.push_back(argument.get<std::string>());
  }
  if (const std::optional<std::int64_t> ended = row.maybe_integer(10)) {
    process.ended = steady_from_us(*ended);
  }
  process.exit_code = number(row, 11);
  process.exit_signal = number(row, 12);
  process.sampled = row.integer(13) != 0;
  return process;
}

Result<void> read_processes(Database& database, RecordedRun& run) {
  return for_each(
      database,
      "SELECT process, pid, start_ticks, parent_pid, name, command_line, role, task, "
      "started_us, first_seen_us, ended_us, exit_code, exit_signal, sampled FROM processes "
      "ORDER BY process",
      [&](const Statement& row) -> Result<void> {
        Result<RecordedProcess> process = process_of(row);
        if (!process) return std::unexpected(process.error());
        run.processes.push_back(*std::move(process));
        return {};
      });
}

Result<void> read_events(Database& database, RecordedRun& run) {
  return for_each(
      database, "SELECT at_us, kind, detail FROM events ORDER BY at_us, event",
      [&](const Statement& row) {
        run.events.push_back(
            {.at = steady_from_us(row.integer(0)), .kind = row.text(1), .detail = row.text(2)});
        return Result<void>();
      });
}

Result<void> read_requests(Database& database, RecordedRun& run) {
  // Recordings of earlier Tidemarks have no such table.
  const Result<std::int64_t> tables = database.integer(
      "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'requests'");
  if (!tables) return std::unexpected(tables.error());
  if (*tables == 0) return {};
  return for_each(
      database,
      "SELECT at_us, took_us, via, client, host, asked, behavior, outcome, status, sent, answer "
      "FROM requests ORDER BY at_us, request",
      [&](const Statement& row) {
        RecordedRequest request{.at = steady_from_us(row.integer(0)),
                                .took = std::chrono::microseconds(row.integer(1)),
                                .via = row.text(2),
                                .client = row.text(3),
                                .host = row.text(4),
                                .asked = row.text(5),
                                .behavior = row.maybe_text(6),
                                .outcome = row.text(7),
                                .sent = Bytes{static_cast<std::uint64_t>(row.integer(9))},
                                .answer = row.maybe_text(10)};
        if (const auto status = row.maybe_integer(8)) {
          request.status = static_cast<unsigned>(*status);
        }
        run.requests.push_back(std::move(request));
        return Result<void>();
      });
}

}  // namespace

Result<RecordedRun> read_recording(const fs::path& path) {
  Result<ReadOnlyDatabase> opened = open_read_only(path);
  if (!opened) return std::unexpected(opened.error());
  Database& database = opened->database;
  RecordedRun run;
  // One transaction: a recording that is still being written must not change between two tables.
  Result<void> done = database.run("PRAGMA trusted_schema = OFF; BEGIN");
  if (done) done = check_version(database, path);
  if (done) done = read_facts(database, run);
  if (done) done = read_processes(database, run);
  if (done) done = read_ticks(database, run);
  if (done) done = read_events(database, run);
  if (done) done = read_requests(database, run);
  if (!done) return std::unexpected(done.error());
  return run;
}

}  // namespace tidemark::probes
