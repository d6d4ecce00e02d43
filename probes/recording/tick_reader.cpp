#include "probes/recording/tick_reader.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "probes/database/row_reader.hpp"
#include "probes/database/units.hpp"
#include "probes/recording/holding_kind.hpp"

namespace tidemark::probes {
namespace {

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

}  // namespace

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

}  // namespace tidemark::probes
