#include "probes/recording/recording_writer.hpp"

#include <fcntl.h>

#include <cerrno>
#include <system_error>

#include "probes/base/unique_fd.hpp"
#include "probes/database/units.hpp"
#include "probes/recording/schema.hpp"

namespace tidemark::probes {
namespace {

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
  Result<RowWriter> rows = RowWriter::prepare(*database);
  if (!rows) return std::unexpected(rows.error());
  return RecordingWriter(*std::move(database), *std::move(rows));
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
  Result<void> done;
  const auto each = [&](const auto& list, auto&&... more) {
    for (const auto& item : list) {
      if (done) done = rows_.write(item, more...);
    }
  };
  each(batch.processes);
  each(batch.parents);
  each(batch.ended);
  std::int64_t number = ticks_;
  for (const RecordedTick& tick : batch.ticks) {
    if (done) done = rows_.write(tick, ++number);
  }
  each(batch.withheld, number);
  each(batch.events);
  each(batch.requests);
  return done;
}

Result<void> RecordingWriter::finish(std::uint64_t dropped_ticks, std::uint64_t requests_left_out) {
  const std::string facts =
      "INSERT OR REPLACE INTO run VALUES ('closed', 'yes'), ('dropped_ticks', '" +
      std::to_string(dropped_ticks) + "'), ('requests_left_out', '" +
      std::to_string(requests_left_out) + "')";
  if (Result<void> done = database_.run(facts); !done) return done;
  // Leaving WAL mode checkpoints everything and removes the files beside the recording. A reader
  // that is looking right now prevents it; the recording is complete all the same.
  const Result<void> single = database_.run("PRAGMA journal_mode = DELETE");
  if (!single && single.error().code != ErrorCode::kTimedOut) return single;
  return {};
}

}  // namespace tidemark::probes
