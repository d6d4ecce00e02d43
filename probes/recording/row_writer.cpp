#include "probes/recording/row_writer.hpp"

#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "probes/database/units.hpp"
#include "probes/recording/holding_kind.hpp"

namespace tidemark::probes {
namespace {

std::string command_line_json(const std::vector<std::string>& line) {
  // Arguments are bytes, JSON is not: what is not UTF-8 is replaced rather than refused.
  return nlohmann::json(line).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<std::int64_t> to_count(const std::optional<int>& value) { return value; }
std::optional<std::int64_t> to_count(const std::optional<Bytes>& bytes) {
  if (!bytes) return {};
  return static_cast<std::int64_t>(bytes->count);
}
template <typename T>
std::optional<std::int64_t> to_count(const Reading<T>& reading) {
  return to_count(reading.maybe());
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
      // A look without detail may know the memory of some; their sum would mean nothing.
      if (!tick.with_detail) continue;
      const Reading<MemoryFacts>& memory = sample.detail.memory;
      if (memory) add(pss, to_count(memory->pss));
      if (memory) add(uss, to_count(memory->uss));
    }
  }
};

}  // namespace

Result<RowWriter> RowWriter::prepare(Database& database) {
  Result<Statement> process = database.prepare(
      "INSERT INTO processes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, ?) ON "
      "CONFLICT "
      "(process) DO UPDATE SET name = excluded.name, command_line = excluded.command_line, role = "
      "excluded.role");
  Result<Statement> parent = database.prepare("INSERT OR REPLACE INTO parents VALUES (?, ?, ?)");
  Result<Statement> ended = database.prepare(
      "UPDATE processes SET ended_us = ?, exit_code = ?, exit_signal = ? WHERE process = ?");
  Result<Statement> withheld =
      database.prepare("INSERT OR IGNORE INTO withheld VALUES (?, ?, ?, ?)");
  Result<Statement> tick =
      database.prepare("INSERT INTO ticks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  Result<Statement> sample = database.prepare("INSERT INTO samples VALUES (?, ?, ?, ?, ?, ?, ?)");
  Result<Statement> detail =
      database.prepare("INSERT INTO details VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  Result<Statement> kind = database.prepare("INSERT INTO descriptor_kinds VALUES (?, ?, ?, ?)");
  Result<Statement> cgroup =
      database.prepare("INSERT INTO cgroup VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  Result<Statement> holding = database.prepare("INSERT INTO holdings VALUES (?, ?, ?, ?, ?)");
  // The column always holds JSON: what is none is kept as a JSON string.
  Result<Statement> event = database.prepare(
      "INSERT INTO events VALUES (NULL, ?1, ?2, CASE json_valid(?3) WHEN 1 THEN ?3 ELSE "
      "json_quote(?3) END)");
  Result<Statement> request =
      database.prepare("INSERT INTO requests VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const Result<Statement>* each : {&process, &parent, &ended, &withheld, &tick, &sample,
                                        &detail, &kind, &cgroup, &holding, &event, &request}) {
    if (!*each) return std::unexpected(each->error());
  }
  return RowWriter({*std::move(process), *std::move(parent), *std::move(ended),
                    *std::move(withheld), *std::move(tick), *std::move(sample), *std::move(detail),
                    *std::move(kind), *std::move(cgroup), *std::move(holding), *std::move(event),
                    *std::move(request)});
}

Result<void> RowWriter::write(const RecordedProcess& process) {
  const std::string line = command_line_json(process.command_line);
  return statements_.process
      .bind(process.number, std::int64_t{process.id.pid},
            static_cast<std::int64_t>(process.id.start_ticks), std::int64_t{process.parent},
            std::string_view(process.name), std::string_view(line), role_name(process.role),
            process.task, to_us(process.started), to_us(process.first_seen),
            std::int64_t{process.sampled})
      .run();
}

Result<void> RowWriter::write(const ParentChange& change) {
  return statements_.parent.bind(change.process, to_us(change.at), std::int64_t{change.parent})
      .run();
}

Result<void> RowWriter::write(const RecordedEnd& end) {
  return statements_.ended
      .bind(to_us(end.at), to_count(end.exit_code), to_count(end.exit_signal), end.process)
      .run();
}

Result<void> RowWriter::write(const WithheldFact& withheld, std::int64_t tick) {
  return statements_.withheld
      .bind(withheld.process, std::string_view(withheld.fact), to_string(withheld.why), tick)
      .run();
}

Result<void> RowWriter::write(const RecordedTick& tick, std::int64_t number) {
  const Totals totals(tick);
  Result<void> done =
      statements_.tick
          .bind(number, to_us(tick.at), std::int64_t{tick.with_detail},
                static_cast<std::int64_t>(tick.samples.size()), totals.zombies,
                std::int64_t{tick.orphans}, totals.rss, totals.threads, totals.descriptors,
                totals.cpu_us, totals.pss, totals.uss, std::int64_t{tick.cost.wall.count()},
                std::int64_t{tick.cost.cpu.count()})
          .run();
  for (const RecordedSample& sample : tick.samples) {
    if (done) done = write_sample(sample, number);
    if (done) done = write_detail(sample, number);
  }
  if (done && tick.cgroup) done = write_cgroup(*tick.cgroup, number);
  for (const RecordedHolding& holding : tick.holdings) {
    if (!done) break;
    done = statements_.holding
               .bind(number, holding_kind_name(holding.kind), holding.holder,
                     std::string_view(holding.name), to_count(holding.bytes))
               .run();
  }
  return done;
}

Result<void> RowWriter::write_sample(const RecordedSample& sample, std::int64_t tick) {
  return statements_.sample
      .bind(tick, sample.process, std::string_view(&sample.state, 1), to_count(sample.rss),
            to_count(sample.threads), to_count(sample.descriptors),
            std::int64_t{sample.cpu.count()})
      .run();
}

Result<void> RowWriter::write_detail(const RecordedSample& sample, std::int64_t tick) {
  const ProcessDetail& detail = sample.detail;
  Result<void> done;
  if (detail.memory || detail.io) {
    const MemoryFacts memory = detail.memory.value_or({});
    const IoFacts io = detail.io.value_or({});
    done = statements_.detail
               .bind(tick, sample.process, to_count(memory.pss), to_count(memory.uss),
                     to_count(memory.pss_anon), to_count(memory.swap_pss), to_count(io.read),
                     to_count(io.written), to_count(io.read_from_disk),
                     to_count(io.written_to_disk), std::int64_t{detail.memory_took.count()})
               .run();
  }
  if (!detail.descriptor_kinds) return done;
  for (const auto& [kind, count] : *detail.descriptor_kinds) {
    if (!done) break;
    done = statements_.kind.bind(tick, sample.process, std::string_view(kind), std::int64_t{count})
               .run();
  }
  return done;
}

Result<void> RowWriter::write_cgroup(const CgroupFacts& facts, std::int64_t tick) {
  return statements_.cgroup
      .bind(tick, std::int64_t{facts.version}, to_count(facts.current), to_count(facts.peak),
            to_count(facts.anon), to_count(facts.file), to_count(facts.kernel),
            to_count(facts.pids_current), to_count(facts.pids_peak))
      .run();
}

Result<void> RowWriter::write(const RecordedEvent& event) {
  return statements_.event
      .bind(to_us(event.at), std::string_view(event.kind), std::string_view(event.detail))
      .run();
}

Result<void> RowWriter::write(const RecordedRequest& request) {
  std::optional<std::int64_t> status;
  if (request.status) status = *request.status;
  return statements_.request
      .bind(to_us(request.at), std::int64_t{request.took.count()}, std::string_view(request.via),
            std::string_view(request.client), std::string_view(request.host),
            std::string_view(request.asked), request.behavior, std::string_view(request.outcome),
            status, static_cast<std::int64_t>(request.sent.count), request.answer)
      .run();
}

}  // namespace tidemark::probes
