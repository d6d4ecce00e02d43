#include "probes/sampling/sampler.hpp"

#include <time.h>

#include <algorithm>

namespace tidemark::probes {
namespace {

using std::chrono::microseconds;

microseconds thread_cpu() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::duration_cast<microseconds>(std::chrono::seconds(used.tv_sec) +
                                                  std::chrono::nanoseconds(used.tv_nsec));
}

}  // namespace

ProcessSample Sampler::sample_of(ProcessFacts facts, bool with_memory) {
  source_->describe(facts);
  const bool is_new = !known_.contains(facts.id);
  Known& known = known_[facts.id];
  if (facts.command_line.empty()) {
    facts.command_line = known.command_line;
  } else {
    known.command_line = facts.command_line;
  }
  // Anew each time: a process becomes what it is by exec, or by rewriting its title after a fork. A
  // zombie stays what it was.
  if (is_new || !is_zombie(facts)) known.role = role_of(facts, tree_.is_root(facts.id));
  ProcessSample sample{.facts = std::move(facts), .role = known.role};
  if (with_memory && !is_zombie(sample.facts)) {
    if (const Result<MemoryFacts> memory = source_->memory(sample.facts.id))
      sample.memory = *memory;
  }
  return sample;
}

Result<TreeSample> Sampler::take(SteadyTime now, bool with_memory) {
  const SteadyTime begun = steady_now();
  const microseconds cpu_before = thread_cpu();
  Result<std::vector<ProcessFacts>> sweep = source_->sweep();
  if (!sweep) return std::unexpected(sweep.error());

  TreeChange change = tree_.update(*sweep);
  TreeSample sample{.at = now, .with_memory = with_memory};
  for (ProcessFacts& facts : *sweep) {
    if (!tree_.members().contains(facts.id)) continue;
    sample.processes.push_back(sample_of(std::move(facts), with_memory));
  }
  std::ranges::sort(sample.processes, {},
                    [](const ProcessSample& process) { return process.facts.id; });
  for (const ProcessId& id : change.born) sample.births.push_back({.id = id});
  for (const ProcessId& id : change.ended) known_.erase(id);
  sample.deaths = std::move(change.ended);
  sample.cost = {.wall = std::chrono::duration_cast<microseconds>(steady_now() - begun),
                 .cpu = thread_cpu() - cpu_before};
  return sample;
}

}  // namespace tidemark::probes
