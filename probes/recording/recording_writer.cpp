#include "probes/recording/recording_writer.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>

#include <nlohmann/json.hpp>

#include "probes/base/unique_fd.hpp"
#include "probes/recording/schema.hpp"
#include "probes/recording/units.hpp"

namespace tidemark::probes {
namespace {

std::string command_line_json(const std::vector<std::string>& line) {
  // Arguments are bytes, JSON is not: what is not UTF-8 is replaced rather than refused.
  return nlohmann::json(line).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<std::int64_t> to_count(std::optional<int> value) { return value; }
std::optional<std::int64_t> to_count(std::optional<Bytes> bytes) {
  if (!bytes) return {};
  return static_cast<std::int64_t>(bytes->count);
}

void add(std::optional<std::int64_t>& sum, std::optional<std::int64_t> value) {
  if (value) sum = sum.value_or(0) + *value;
}

// What a tick says of the whole tree; a column is NULL when no process told its value.
struct Totals {
  std::int64_t zombies = 0;
  std::int64_t cpu_us = 0;
  std::optional<std::int64_t> rss, threads, descriptors, pss, uss;

  explicit Totals(const RecordedTick& tick) {
    for (const RecordedSample& sample : tick.samples) {
      if (sample.state == 'Z') ++zombies;
      cpu_us += sample.cpu.count();
      add(rss, to_count(sample.rss));
      add(threads, to_count(sample.threads));
      add(descriptors, to_count(sample.descriptors));
      if (sample.memory) add(pss, to_count(sample.memory->pss));
      if (sample.memory) add(uss, to_count(sample.memory->uss));
    }
  }
};

Result<void> write_run_facts(Database& database, const std::map<std::string, std::string>& facts) {
  Result<Statement> fact = database.prepare("INSERT INTO run VALUES (?, ?)");
  if (!fact) return std::unexpected(fact.error());
  std::map<std::string, std::string> all = facts;
  if (const Result<std::string> boot = read_boot_id()) all.emplace("boot_id", *boot);
  for (const auto& [key, value] : all) {
    if (Result<void> done = fact->bind(std::string_view(key), std::string_view(value)).run();
        !done) {
      return done;
    }
  }
  Result<Statement> clock = database.prepare("INSERT INTO clock VALUES (?, ?)");
  if (!clock) return std::unexpected(clock.error());
  return clock->bind(to_us(steady_now()), to_us(std::chrono::system_clock::now())).run();
}

Result<void> make_tables(Database& database) {
  // WAL: readers never stop the writer, and a killed writer loses at most what it had not
  // committed. NORMAL does not wait for the disk at each commit: only a crash of the machine can
  // cost the last ones.
  const std::string set_up =
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; BEGIN;" +
      ("PRAGMA application_id = " + std::to_string(kRecordingApplicationId)) + ";" +
      ("PRAGMA user_version = " + std::to_string(kRecordingVersion)) + ";";
  if (Result<void> done = database.run(set_up + kRecordingSchema); !done) return done;
  return {};
}

}  // namespace

Result<RecordingWriter> RecordingWriter::create(const std::filesystem::path& path,
                                                const std::map<std::string, std::string>& facts) {
  UniqueFd fresh(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!fresh) {
    const int cause = errno;
    Error error = system_error("create recording " + path.string(), cause);
    if (cause == EEXIST) error.code = ErrorCode::kBadInput;
    return std::unexpected(std::move(error));
  }
  fresh.reset();  // before SQLite locks the file: closing it later would drop those locks
  Result<RecordingWriter> writer = fill(path, facts);
  if (!writer) {
    std::error_code ignored;  // what counts is why there is no recording
    std::filesystem::remove(path, ignored);
  }
  return writer;
}

Result<RecordingWriter> RecordingWriter::fill(const std::filesystem::path& path,
                                              const std::map<std::string, std::string>& facts) {
  Result<Database> database = Database::open(path, Database::Access::kWrite);
  if (!database) return std::unexpected(database.error());
  Result<void> done = make_tables(*database);
  if (done) done = write_run_facts(*database, facts);
  if (done) done = database->run("COMMIT");
  if (!done) return std::unexpected(done.error());
  Result<Statements> statements = prepare(*database);
  if (!statements) return std::unexpected(statements.error());
  return RecordingWriter(*std::move(database), *std::move(statements));
}

Result<RecordingWriter::Statements> RecordingWriter::prepare(Database& database) {
  Result<Statement> process = database.prepare(
      "INSERT INTO processes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT (process) DO "
      "UPDATE "
      "SET name = excluded.name, command_line = excluded.command_line, role = excluded.role");
  Result<Statement> ended = database.prepare("UPDATE processes SET ended_us = ? WHERE process = ?");
  Result<Statement> tick =
      database.prepare("INSERT INTO ticks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  Result<Statement> sample =
      database.prepare("INSERT INTO samples VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  // The column always holds JSON: what is none is kept as a JSON string.
  Result<Statement> event = database.prepare(
      "INSERT INTO events VALUES (NULL, ?1, ?2, CASE json_valid(?3) WHEN 1 THEN ?3 ELSE "
      "json_quote(?3) END)");
  for (const Result<Statement>* each : {&process, &ended, &tick, &sample, &event}) {
    if (!*each) return std::unexpected(each->error());
  }
  return Statements{*std::move(process), *std::move(ended), *std::move(tick), *std::move(sample),
                    *std::move(event)};
}

Result<void> RecordingWriter::write(const RecordingBatch& batch) {
  if (Result<void> begun = database_.run("BEGIN IMMEDIATE"); !begun) return begun;
  Result<void> done = write_rows(batch);
  if (done) done = database_.run("COMMIT");
  if (!done) {
    database_.roll_back();
    return done;
  }
  ticks_ += static_cast<std::int64_t>(batch.ticks.size());
  return {};
}

Result<void> RecordingWriter::write_rows(const RecordingBatch& batch) {
  for (const RecordedProcess& process : batch.processes) {
    const std::string line = command_line_json(process.command_line);
    Result<void> done =
        statements_.process
            .bind(process.number, std::int64_t{process.id.pid},
                  static_cast<std::int64_t>(process.id.start_ticks), std::int64_t{process.parent},
                  std::string_view(process.name), std::string_view(line), role_name(process.role),
                  process.task, to_us(process.started), to_us(process.first_seen))
            .run();
    if (!done) return done;
  }
  for (const auto& [number, at] : batch.ended) {
    if (Result<void> done = statements_.ended.bind(to_us(at), number).run(); !done) return done;
  }
  std::int64_t number = ticks_;
  for (const RecordedTick& tick : batch.ticks) {
    if (Result<void> done = write_tick(tick, ++number); !done) return done;
  }
  for (const RecordedEvent& event : batch.events) {
    Statement& statement = statements_.event.bind(to_us(event.at), std::string_view(event.kind),
                                                  std::string_view(event.detail));
    if (Result<void> done = statement.run(); !done) return done;
  }
  return {};
}

Result<void> RecordingWriter::write_tick(const RecordedTick& tick, std::int64_t number) {
  const Totals totals(tick);
  Result<void> done =
      statements_.tick
          .bind(number, to_us(tick.at), std::int64_t{tick.with_memory},
                static_cast<std::int64_t>(tick.samples.size()), totals.zombies, totals.rss,
                totals.threads, totals.descriptors, totals.cpu_us, totals.pss, totals.uss,
                std::int64_t{tick.cost.wall.count()}, std::int64_t{tick.cost.cpu.count()})
          .run();
  for (const RecordedSample& sample : tick.samples) {
    if (!done) return done;
    const MemoryFacts memory = sample.memory.value_or(MemoryFacts{});
    done = statements_.sample
               .bind(number, sample.process, std::int64_t{sample.parent},
                     std::string_view(&sample.state, 1), to_count(sample.rss),
                     to_count(sample.threads), to_count(sample.descriptors),
                     std::int64_t{sample.cpu.count()}, to_count(memory.pss), to_count(memory.uss),
                     to_count(memory.pss_anon), to_count(memory.swap_pss))
               .run();
  }
  return done;
}

Result<void> RecordingWriter::finish(std::uint64_t dropped_ticks) {
  const std::string facts =
      "INSERT OR REPLACE INTO run VALUES ('closed', 'yes'), ('dropped_ticks', '" +
      std::to_string(dropped_ticks) + "')";
  if (Result<void> done = database_.run(facts); !done) return done;
  // Leaving WAL mode checkpoints everything and removes the files beside the recording. A reader
  // that is looking right now prevents it; the recording is complete all the same.
  const Result<void> single = database_.run("PRAGMA journal_mode = DELETE");
  if (!single && single.error().code != ErrorCode::kTimedOut) return single;
  return {};
}

}  // namespace tidemark::probes
