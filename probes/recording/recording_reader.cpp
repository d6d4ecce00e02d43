#include "probes/recording/recording_reader.hpp"

#include <charconv>
#include <optional>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include "probes/base/temp_dir.hpp"
#include "probes/recording/database.hpp"
#include "probes/recording/schema.hpp"
#include "probes/recording/units.hpp"

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;

// An open recording and, where it had to be copied to be opened, the copy.
struct Opened {
  TempDir copy;
  Database database;
};

Result<Database> open_and_look(const fs::path& path, Database::Access access) {
  Result<Database> database = Database::open(path, access);
  if (!database) return database;
  // SQLite opens lazily: only a query finds out whether it can.
  const Result<std::int64_t> tables = database->integer("SELECT count(*) FROM sqlite_schema");
  if (!tables) return std::unexpected(tables.error());
  return database;
}

// A recording in WAL mode cannot be opened where its directory is read-only, as readers share an
// index file beside it. Without anything in the WAL the file itself is complete; else both are
// copied.
Result<Opened> open_read_only_media(const fs::path& path) {
  const fs::path wal = path.string() + "-wal";
  std::error_code error;
  const std::uintmax_t size = fs::file_size(wal, error);
  if (error || size == 0) {
    Result<Database> database = open_and_look(path, Database::Access::kImmutable);
    if (!database) return std::unexpected(database.error());
    return Opened{.copy = {}, .database = *std::move(database)};
  }
  Result<TempDir> dir = TempDir::create("tidemark-recording");
  if (!dir) return std::unexpected(dir.error());
  const fs::path copy = dir->path() / "samples.sqlite";
  fs::copy_file(path, copy, error);
  if (!error) fs::copy_file(wal, copy.string() + "-wal", error);
  if (error) return system_failure("copy recording " + path.string(), error.value());
  fs::permissions(copy, fs::perms::owner_read | fs::perms::owner_write, error);
  fs::permissions(copy.string() + "-wal", fs::perms::owner_read | fs::perms::owner_write, error);
  Result<Database> database = open_and_look(copy, Database::Access::kRead);
  if (!database) return std::unexpected(database.error());
  return Opened{.copy = *std::move(dir), .database = *std::move(database)};
}

Result<Opened> open_recording(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (error) return system_failure("open recording " + path.string(), error.value());
  if (!fs::is_regular_file(status)) {
    return failure(ErrorCode::kBadInput, path.string() + ": is not a recording of Tidemark");
  }
  Result<Database> database = open_and_look(path, Database::Access::kRead);
  if (database) return Opened{.copy = {}, .database = *std::move(database)};
  if (database.error().code == ErrorCode::kDenied ||
      database.error().code == ErrorCode::kNotFound) {
    return open_read_only_media(path);
  }
  return std::unexpected(database.error());
}

Result<void> check_version(Database& database, const fs::path& path) {
  const Result<std::int64_t> id = database.integer("PRAGMA application_id");
  if (!id) return std::unexpected(id.error());
  const Result<std::int64_t> version = database.integer("PRAGMA user_version");
  if (!version) return std::unexpected(version.error());
  if (*id != kRecordingApplicationId || *version < 1) {
    return failure(ErrorCode::kBadInput, path.string() + ": is not a recording of Tidemark");
  }
  if (*version > kRecordingVersion) {
    return failure(ErrorCode::kBadInput,
                   path.string() + ": has version " + std::to_string(*version) +
                       ", this Tidemark reads up to " + std::to_string(kRecordingVersion) +
                       "; use a newer one");
  }
  return {};
}

// Calls `row` for each row until it returns an error.
template <typename Row>
Result<void> for_each(Database& database, std::string_view sql, Row row) {
  Result<Statement> statement = database.prepare(sql);
  if (!statement) return std::unexpected(statement.error());
  while (true) {
    const Result<bool> more = statement->next();
    if (!more) return std::unexpected(more.error());
    if (!*more) return {};
    if (Result<void> taken = row(*statement); !taken) return taken;
  }
}

std::optional<Bytes> bytes(const Statement& row, int column) {
  const std::optional<std::int64_t> count = row.maybe_integer(column);
  if (!count || *count < 0) return {};
  return Bytes{static_cast<std::uint64_t>(*count)};
}

std::optional<int> number(const Statement& row, int column) {
  const std::optional<std::int64_t> count = row.maybe_integer(column);
  if (!count) return {};
  return static_cast<int>(*count);
}

Result<void> read_facts(Database& database, RecordedRun& run) {
  Result<void> read = for_each(database, "SELECT key, value FROM run", [&](const Statement& row) {
    run.facts.emplace(row.text(0), row.text(1));
    return Result<void>();
  });
  if (!read) return read;
  run.closed = run.facts.erase("closed") > 0;
  if (const auto dropped = run.facts.extract("dropped_ticks")) {
    const std::string& text = dropped.mapped();
    std::from_chars(text.data(), text.data() + text.size(), run.dropped_ticks);
  }
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
  return process;
}

Result<void> read_processes(Database& database, RecordedRun& run) {
  return for_each(database,
                  "SELECT process, pid, start_ticks, parent_pid, name, command_line, role, task, "
                  "started_us, first_seen_us, ended_us FROM processes ORDER BY process",
                  [&](const Statement& row) -> Result<void> {
                    Result<RecordedProcess> process = process_of(row);
                    if (!process) return std::unexpected(process.error());
                    run.processes.push_back(*std::move(process));
                    return {};
                  });
}

RecordedSample sample_of(const Statement& row) {
  const std::string state = row.text(3);
  RecordedSample sample{.process = row.integer(1),
                        .parent = static_cast<Pid>(row.integer(2)),
                        .state = state.empty() ? '?' : state.front(),
                        .rss = bytes(row, 4),
                        .threads = number(row, 5),
                        .descriptors = number(row, 6),
                        .cpu = std::chrono::microseconds(row.integer(7))};
  const MemoryFacts memory{.pss = bytes(row, 8),
                           .uss = bytes(row, 9),
                           .pss_anon = bytes(row, 10),
                           .swap_pss = bytes(row, 11)};
  if (memory != MemoryFacts{}) sample.memory = memory;
  return sample;
}

Result<void> read_ticks(Database& database, RecordedRun& run) {
  std::map<std::int64_t, std::size_t> places;
  Result<void> read = for_each(
      database,
      "SELECT tick, at_us, with_memory, sweep_wall_us, sweep_cpu_us FROM ticks ORDER BY tick",
      [&](const Statement& row) {
        places.emplace(row.integer(0), run.ticks.size());
        run.ticks.push_back({.at = steady_from_us(row.integer(1)),
                             .with_memory = row.integer(2) != 0,
                             .cost = {.wall = std::chrono::microseconds(row.integer(3)),
                                      .cpu = std::chrono::microseconds(row.integer(4))}});
        return Result<void>();
      });
  if (!read) return read;
  return for_each(
      database,
      "SELECT tick, process, parent_pid, state, rss, threads, descriptors, cpu_us, pss, uss, "
      "pss_anon, swap_pss FROM samples ORDER BY tick, process",
      [&](const Statement& row) {
        const auto place = places.find(row.integer(0));
        if (place != places.end()) run.ticks[place->second].samples.push_back(sample_of(row));
        return Result<void>();
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

}  // namespace

Result<RecordedRun> read_recording(const fs::path& path) {
  Result<Opened> opened = open_recording(path);
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
  if (!done) return std::unexpected(done.error());
  return run;
}

}  // namespace tidemark::probes
