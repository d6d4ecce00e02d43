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
  if (is_new) known.number = ++last_;
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

RecordedTick ProcessNumbering::rows_of(const TreeSample& sample, RecordingBatch& batch) {
  RecordedTick tick{.at = sample.at, .with_memory = sample.with_memory, .cost = sample.cost};
  tick.samples.reserve(sample.processes.size());
  for (const ProcessSample& process : sample.processes) {
    const ProcessFacts& facts = process.facts;
    tick.samples.push_back({.process = note(process, sample, batch),
                            .parent = facts.parent,
                            .state = facts.state,
                            .rss = facts.rss,
                            .threads = facts.threads,
                            .descriptors = facts.descriptors,
                            .cpu = facts.cpu,
                            .memory = process.memory});
  }
  for (const ProcessId& id : sample.deaths) {
    const auto known = known_.find(id);
    if (known == known_.end()) continue;
    batch.ended.emplace_back(known->second.number, sample.at);
    known_.erase(known);
  }
  return tick;
}

}  // namespace tidemark::probes
