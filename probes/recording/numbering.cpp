#include "probes/recording/numbering.hpp"

#include <algorithm>
#include <optional>

namespace tidemark::probes {

ProcessNumber ProcessNumbering::note(const ProcessSample& process, const TreeSample& sample,
                                     RecordingBatch& batch) {
  const ProcessFacts& facts = process.facts;
  const auto [entry, is_new] = known_.try_emplace(facts.id);
  Known& known = entry->second;
  if (!is_new && known.role == process.role && known.name == facts.name &&
      known.command_line == facts.command_line) {
    return known.number;
  }
  if (is_new) {
    known.number = ++last_;
    known.parent = facts.parent;
  }
  known.role = process.role;
  known.name = facts.name;
  known.command_line = facts.command_line;
  const auto birth = std::ranges::find(sample.births, facts.id, &ProcessBirth::id);
  batch.processes.push_back({.number = known.number,
                             .id = facts.id,
                             .parent = facts.parent,
                             .name = facts.name,
                             .command_line = facts.command_line,
                             .role = process.role,
                             .task = birth == sample.births.end() ? std::nullopt : birth->task,
                             .started = facts.started,
                             .first_seen = sample.at});
  return known.number;
}

void ProcessNumbering::note_parent(const ProcessSample& process, SteadyTime at,
                                   RecordingBatch& batch) {
  Known& known = known_[process.facts.id];
  if (known.parent == process.facts.parent) return;
  known.parent = process.facts.parent;
  batch.parents.push_back({.process = known.number, .at = at, .parent = known.parent});
}

void ProcessNumbering::note_withheld(const ProcessSample& process, RecordingBatch& batch) {
  Known& known = known_[process.facts.id];
  const auto note = [&](const char* fact, const auto& reading) {
    if (reading || reading.why() == Absence::kNotAsked) return;
    if (!known.withheld.emplace(fact, reading.why()).second) return;
    batch.withheld.push_back({.process = known.number, .fact = fact, .why = reading.why()});
  };
  note("rss", process.facts.rss);
  note("threads", process.facts.threads);
  note("descriptors", process.facts.descriptors);
  note("memory", process.detail.memory);
  note("io", process.detail.io);
  note("descriptor_kinds", process.detail.descriptor_kinds);
}

void ProcessNumbering::note_end(const ProcessId& id, const TreeSample& sample,
                                RecordingBatch& batch) {
  const auto known = known_.find(id);
  if (known == known_.end()) return;
  RecordedEnd end{.process = known->second.number, .at = sample.at};
  const auto exact = std::ranges::find(sample.ends, id, &ProcessEnd::id);
  if (exact != sample.ends.end()) {
    end.at = exact->at.value_or(sample.at);
    end.exit_code = exact->exit_code;
    end.exit_signal = exact->exit_signal;
  }
  batch.ended.push_back(end);
  known_.erase(known);
}

void ProcessNumbering::note_unsampled(const UnsampledProcess& process, RecordingBatch& batch) {
  const ProcessFacts facts{
      .id = process.id, .name = process.name, .command_line = process.command_line};
  batch.processes.push_back({.number = ++last_,
                             .id = process.id,
                             .parent = process.parent,
                             .name = process.name,
                             .command_line = process.command_line,
                             .role = role_of(facts, false),
                             .task = process.task,
                             .started = process.started,
                             .first_seen = process.started,
                             .sampled = false});
  batch.ended.push_back({.process = last_,
                         .at = process.ended,
                         .exit_code = process.exit_code,
                         .exit_signal = process.exit_signal});
}

RecordedTick ProcessNumbering::rows_of(const TreeSample& sample, RecordingBatch& batch) {
  RecordedTick tick{.at = sample.at,
                    .with_detail = sample.with_detail,
                    .cost = sample.cost,
                    .cgroup = sample.cgroup};
  tick.samples.reserve(sample.processes.size());
  for (const ProcessSample& process : sample.processes) {
    const ProcessFacts& facts = process.facts;
    tick.orphans += process.orphaned ? 1 : 0;
    tick.samples.push_back({.process = note(process, sample, batch),
                            .parent = facts.parent,
                            .state = facts.state,
                            .rss = facts.rss,
                            .threads = facts.threads,
                            .descriptors = facts.descriptors,
                            .cpu = facts.cpu,
                            .detail = process.detail});
    note_parent(process, sample.at, batch);
    note_withheld(process, batch);
  }
  for (const Holding& holding : sample.holdings) {
    RecordedHolding held{.kind = holding.kind, .name = holding.name, .bytes = holding.bytes};
    if (holding.holder) {
      const auto known = known_.find(*holding.holder);
      if (known != known_.end()) held.holder = known->second.number;
    }
    tick.holdings.push_back(std::move(held));
  }
  for (const ProcessId& id : sample.deaths) note_end(id, sample, batch);
  for (const UnsampledProcess& process : sample.unsampled) note_unsampled(process, batch);
  return tick;
}

}  // namespace tidemark::probes
