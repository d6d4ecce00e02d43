#include "harness/run/attribution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <set>

#include "harness/record/run_events.hpp"
#include "harness/run/run_time.hpp"

namespace tidemark::harness {
namespace {

// A host was asked for about when a process was born.
constexpr std::chrono::seconds kAbout{1};
constexpr std::size_t kLongestCommandLine = 1000;

std::chrono::seconds age_of(SteadyTime made, SteadyTime now) {
  return std::chrono::duration_cast<std::chrono::seconds>(std::max(made, now) - made);
}

std::string command_line_of(const probes::ProcessFacts& facts) {
  if (facts.command_line.empty()) return "[" + facts.name + "]";
  std::string line = fmt::format("{}", fmt::join(facts.command_line, " "));
  if (line.size() > kLongestCommandLine) line.resize(kLongestCommandLine);
  return line;
}

std::optional<PipeWriter> pipe_writer(const probes::Holding& holding,
                                      const probes::TreeSample& sample) {
  if (holding.kind != probes::Holding::Kind::kControlPipe || !holding.holder) return std::nullopt;
  PipeWriter writer{.writer = holding.holder->pid};
  std::from_chars(holding.name.data(), holding.name.data() + holding.name.size(), writer.browser);
  const auto browser =
      std::ranges::find(sample.processes, writer.browser,
                        [](const probes::ProcessSample& each) { return each.facts.id.pid; });
  if (browser == sample.processes.end()) return std::nullopt;
  writer.launched = browser->facts.parent == writer.writer;
  return writer;
}

}  // namespace

void Attribution::begin_cycle(int cycle, SteadyTime now) {
  // What ended in the cycle before is kept: a directory is found only at rest.
  fed_.forget_before(cycle_began_);
  reported_.forget_before(cycle_began_);
  cycle_ = cycle;
  cycle_began_ = now;
}

void Attribution::take(const TaskEvent& event) {
  if (event.kind == kTaskStarted) {
    reports_ = true;
    reported_.started(event.task, event.at);
  } else if (event.kind == kTaskEnded) {
    reported_.ended(event.task, event.at);
  }
}

void Attribution::all_ended(SteadyTime at) {
  fed_.all_ended(at);
  reported_.all_ended(at);
}

// Without the subject's own word the tasks that ran are all that it had, and of those the ones
// whose hosts it was just asking for, if that narrows them down.
std::string Attribution::tasks_at(SteadyTime at) const {
  if (reports_) return few_of(reported_.running_at(at));
  const std::vector<std::string> had = fed_.running_at(at);
  if (had.size() < 2) return few_of(had);
  std::set<std::string> asked;
  for (const HostTraffic& host : traffic_().hosts) {
    if (host.last_seen && *host.last_seen >= at - kAbout) asked.insert(host.host);
  }
  std::vector<std::string> likely;
  std::ranges::copy_if(had, std::back_inserter(likely),
                       [&](const std::string& task) { return asked.contains(task); });
  return few_of(likely.empty() ? had : likely);
}

void Attribution::note_births(probes::TreeSample& sample) {
  for (const ProcessId& id : sample.deaths) processes_.erase(id);
  for (probes::ProcessBirth& birth : sample.births) {
    const auto process =
        std::ranges::find(sample.processes, birth.id,
                          [](const probes::ProcessSample& each) { return each.facts.id; });
    const SteadyTime born = process != sample.processes.end() ? process->facts.started : sample.at;
    Origin origin{.cycle = cycle_, .tasks = tasks_at(born)};
    if (!origin.tasks.empty()) birth.task = origin.tasks;
    processes_.insert_or_assign(birth.id, std::move(origin));
  }
  for (probes::UnsampledProcess& brief : sample.unsampled) {
    if (std::string tasks = tasks_at(brief.started); !tasks.empty()) brief.task = std::move(tasks);
  }
}

RestProcess Attribution::rest_process(const probes::ProcessSample& process, SteadyTime now) const {
  const probes::ProcessFacts& facts = process.facts;
  RestProcess rest{.pid = facts.id.pid,
                   .start_ticks = facts.id.start_ticks,
                   .role = std::string(probes::role_name(process.role)),
                   .command_line = command_line_of(facts),
                   .state = facts.state,
                   .descriptors = facts.descriptors.maybe(),
                   .threads = facts.threads.maybe(),
                   .rss = facts.rss.maybe(),
                   .age = age_of(facts.started, now)};
  if (const auto& memory = process.detail.memory) {
    rest.pss = memory->pss.maybe();
    rest.uss = memory->uss.maybe();
  }
  if (const auto origin = processes_.find(facts.id); origin != processes_.end()) {
    rest.born_during = origin->second.tasks;
    rest.born_in_cycle = origin->second.cycle;
  }
  return rest;
}

RestPoint Attribution::rest_point(const probes::TreeSample& sample,
                                  const std::vector<LeftEntry>& entries) {
  RestPoint point{.cycle = cycle_, .at = run_time(sample.at)};
  for (const probes::ProcessSample& process : sample.processes) {
    point.processes.push_back(rest_process(process, sample.at));
  }
  for (const probes::Holding& holding : sample.holdings) {
    if (const auto writer = pipe_writer(holding, sample)) point.pipe_writers.push_back(*writer);
  }
  for (const LeftEntry& entry : entries) {
    if (!entries_.contains(entry.path)) {
      entries_.emplace(entry.path, Origin{.cycle = cycle_, .tasks = tasks_at(entry.made)});
    }
    const Origin& origin = entries_.at(entry.path);
    point.directories.push_back({.path = entry.path,
                                 .bytes = entry.bytes,
                                 .born_in_cycle = origin.cycle,
                                 .born_during = origin.tasks,
                                 .age = age_of(entry.made, sample.at)});
  }
  return point;
}

}  // namespace tidemark::harness
