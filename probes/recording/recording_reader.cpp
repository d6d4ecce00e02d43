#include "probes/recording/recording_reader.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include "probes/base/temp_dir.hpp"
#include "probes/recording/database.hpp"
#include "probes/recording/holding_kind.hpp"
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
  if (*version != kRecordingVersion) {
    const bool newer = *version > kRecordingVersion;
    return failure(ErrorCode::kBadInput,
                   path.string() + ": has version " + std::to_string(*version) +
                       ", this Tidemark reads version " + std::to_string(kRecordingVersion) +
                       (newer ? "; use a newer one" : "; use the one that recorded it"));
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

// What the file says beside the samples themselves, and where its ticks are in the run.
struct Context {
  std::map<std::int64_t, std::size_t> places = {};
  // Of each process the facts that were withheld, and why.
  std::map<std::pair<ProcessNumber, std::string>, Absence> withheld = {};
  // Of each process its parents, from when on.
  std::map<ProcessNumber, std::map<SteadyTime, Pid>> parents = {};

  template <typename T>
  [[nodiscard]] Reading<T> reading(const std::optional<T>& value, ProcessNumber process,
                                   const char* fact) const {
    if (value) return *value;
    const auto why = withheld.find({process, fact});
    return why == withheld.end() ? Absence::kNotAsked : why->second;
  }
  [[nodiscard]] Pid parent(ProcessNumber process, SteadyTime at) const {
    const auto all = parents.find(process);
    if (all == parents.end()) return 0;
    const auto next = all->second.upper_bound(at);
    return next == all->second.begin() ? 0 : std::prev(next)->second;
  }
};

Result<void> read_context(Database& database, const RecordedRun& run, Context& context) {
  for (const RecordedProcess& process : run.processes) {
    context.parents[process.number][process.first_seen] = process.parent;
  }
  Result<void> read = for_each(database, "SELECT process, at_us, parent_pid FROM parents",
                               [&](const Statement& row) {
                                 context.parents[row.integer(0)][steady_from_us(row.integer(1))] =
                                     static_cast<Pid>(row.integer(2));
                                 return Result<void>();
                               });
  if (!read) return read;
  return for_each(database, "SELECT process, fact, why FROM withheld ORDER BY tick",
                  [&](const Statement& row) {
                    const auto why = absence_from(row.text(2));
                    context.withheld.insert_or_assign({row.integer(0), row.text(1)},
                                                      why.value_or(Absence::kUnsupported));
                    return Result<void>();
                  });
}

Result<void> read_tick_rows(Database& database, RecordedRun& run, Context& context) {
  return for_each(
      database,
      "SELECT tick, at_us, with_detail, sweep_wall_us, sweep_cpu_us, orphans FROM ticks ORDER BY "
      "tick",
      [&](const Statement& row) {
        context.places.emplace(row.integer(0), run.ticks.size());
        run.ticks.push_back({.at = steady_from_us(row.integer(1)),
                             .with_detail = row.integer(2) != 0,
                             .cost = {.wall = std::chrono::microseconds(row.integer(3)),
                                      .cpu = std::chrono::microseconds(row.integer(4))},
                             .orphans = static_cast<int>(row.integer(5))});
        return Result<void>();
      });
}

RecordedSample sample_of(const Statement& row, const RecordedTick& tick, const Context& context) {
  const std::string state = row.text(2);
  const ProcessNumber process = row.integer(1);
  RecordedSample sample{.process = process,
                        .parent = context.parent(process, tick.at),
                        .state = state.empty() ? '?' : state.front(),
                        .rss = context.reading(bytes(row, 3), process, "rss"),
                        .threads = context.reading(number(row, 4), process, "threads"),
                        .descriptors = context.reading(number(row, 5), process, "descriptors"),
                        .cpu = std::chrono::microseconds(row.integer(6))};
  if (tick.with_detail) {
    sample.detail = {
        .memory = context.reading<MemoryFacts>({}, process, "memory"),
        .io = context.reading<IoFacts>({}, process, "io"),
        .descriptor_kinds = context.reading<DescriptorKinds>({}, process, "descriptor_kinds")};
  }
  return sample;
}

// The sample of a process in a tick; ticks and samples are in the order of their numbers.
RecordedSample* find_sample(RecordedRun& run, const Context& context, const Statement& row) {
  const auto place = context.places.find(row.integer(0));
  if (place == context.places.end()) return nullptr;
  std::vector<RecordedSample>& samples = run.ticks[place->second].samples;
  const auto found =
      std::ranges::lower_bound(samples, row.integer(1), {}, &RecordedSample::process);
  return found == samples.end() || found->process != row.integer(1) ? nullptr : &*found;
}

Reading<Bytes> bytes_or_unsupported(const Statement& row, int column) {
  const std::optional<Bytes> value = bytes(row, column);
  return value ? Reading<Bytes>(*value) : Absence::kUnsupported;
}

Result<void> read_details(Database& database, RecordedRun& run, const Context& context) {
  Result<void> read = for_each(
      database,
      "SELECT tick, process, pss, uss, pss_anon, swap_pss, read, written, read_from_disk, "
      "written_to_disk, memory_took_us FROM details",
      [&](const Statement& row) {
        RecordedSample* sample = find_sample(run, context, row);
        if (sample == nullptr) return Result<void>();
        const auto at = [&](int column) { return bytes_or_unsupported(row, column); };
        const MemoryFacts memory{.pss = at(2), .uss = at(3), .pss_anon = at(4), .swap_pss = at(5)};
        const IoFacts io{
            .read = at(6), .written = at(7), .read_from_disk = at(8), .written_to_disk = at(9)};
        if (memory != MemoryFacts{}) sample->detail.memory = memory;
        if (io != IoFacts{}) sample->detail.io = io;
        sample->detail.memory_took = std::chrono::microseconds(row.integer(10));
        return Result<void>();
      });
  if (!read) return read;
  return for_each(database, "SELECT tick, process, kind, count FROM descriptor_kinds",
                  [&](const Statement& row) {
                    RecordedSample* sample = find_sample(run, context, row);
                    if (sample == nullptr) return Result<void>();
                    Reading<DescriptorKinds>& kinds = sample->detail.descriptor_kinds;
                    if (!kinds) kinds = DescriptorKinds();
                    (*kinds)[row.text(2)] = static_cast<int>(row.integer(3));
                    return Result<void>();
                  });
}

Result<void> read_cgroup(Database& database, RecordedRun& run, const Context& context) {
  return for_each(
      database,
      "SELECT tick, version, current, peak, anon, file, kernel, pids, pids_peak FROM cgroup",
      [&](const Statement& row) {
        const auto place = context.places.find(row.integer(0));
        if (place == context.places.end()) return Result<void>();
        const auto at = [&](int column) { return bytes_or_unsupported(row, column); };
        const auto count = [&](int column) {
          const auto value = number(row, column);
          return value ? Reading<int>(*value) : Absence::kUnsupported;
        };
        run.ticks[place->second].cgroup = CgroupFacts{.version = static_cast<int>(row.integer(1)),
                                                      .current = at(2),
                                                      .peak = at(3),
                                                      .anon = at(4),
                                                      .file = at(5),
                                                      .kernel = at(6),
                                                      .pids_current = count(7),
                                                      .pids_peak = count(8)};
        return Result<void>();
      });
}

Result<void> read_holdings(Database& database, RecordedRun& run, const Context& context) {
  return for_each(database, "SELECT tick, kind, process, name, bytes FROM holdings ORDER BY rowid",
                  [&](const Statement& row) {
                    const auto place = context.places.find(row.integer(0));
                    const auto kind = holding_kind_from_name(row.text(1));
                    if (place == context.places.end() || !kind) return Result<void>();
                    run.ticks[place->second].holdings.push_back({.kind = *kind,
                                                                 .holder = row.maybe_integer(2),
                                                                 .name = row.text(3),
                                                                 .bytes = bytes(row, 4)});
                    return Result<void>();
                  });
}

Result<void> read_ticks(Database& database, RecordedRun& run) {
  Context context;
  Result<void> read = read_context(database, run, context);
  if (read) read = read_tick_rows(database, run, context);
  if (!read) return read;
  read = for_each(database,
                  "SELECT tick, process, state, rss, threads, descriptors, cpu_us FROM samples "
                  "ORDER BY tick, process",
                  [&](const Statement& row) {
                    const auto place = context.places.find(row.integer(0));
                    if (place == context.places.end()) return Result<void>();
                    RecordedTick& tick = run.ticks[place->second];
                    tick.samples.push_back(sample_of(row, tick, context));
                    return Result<void>();
                  });
  if (read) read = read_details(database, run, context);
  if (read) read = read_cgroup(database, run, context);
  if (read) read = read_holdings(database, run, context);
  return read;
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
