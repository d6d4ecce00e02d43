#include "probes/sampling/sampler.hpp"

#include <time.h>

#include <algorithm>

namespace tidemark::probes {
namespace {

using std::chrono::microseconds;

constexpr std::chrono::seconds kYoung{3};
constexpr std::chrono::seconds kStale{10};
// Of a zombie: memory and descriptors went when it ended.
const ProcessDetail kNoDetail{
    .memory = Absence::kGone, .io = Absence::kGone, .descriptor_kinds = Absence::kGone};

microseconds thread_cpu() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::duration_cast<microseconds>(std::chrono::seconds(used.tv_sec) +
                                                  std::chrono::nanoseconds(used.tv_nsec));
}

}  // namespace

// A process becomes what it is by exec, or by rewriting its title after a fork: both happen early
// or change its name. That is why its command line is not read on every tick.
void Sampler::look_up(const ProcessFacts& facts, SteadyTime now, bool with_detail, Known& known) {
  const bool is_new = !known.read;
  const bool young = now - facts.started < kYoung;
  const bool renamed = known.name != facts.name;
  if (!is_new && !young && !renamed && !with_detail && now - *known.read < kStale) return;
  if (is_zombie(facts) && !is_new) return;  // it stays what it was
  known.name = facts.name;
  known.read = now;
  ProcessFacts named = facts;
  named.command_line = source_->command_line(facts.id).value_or({});
  if (!named.command_line.empty()) known.command_line = named.command_line;
  known.role = role_of(named, tree_.is_root(facts.id));
}

ProcessSample Sampler::sample_of(ProcessFacts facts, SteadyTime now, bool with_detail) {
  Known& known = known_[facts.id];
  look_up(facts, now, with_detail, known);
  facts.command_line = known.command_line;
  const bool zombie = is_zombie(facts);
  facts.descriptors = zombie ? Reading<int>(Absence::kGone) : source_->descriptors(facts.id);
  const bool orphaned = tree_.is_orphan(facts);
  ProcessSample sample{.facts = std::move(facts), .role = known.role, .orphaned = orphaned};
  if (with_detail && zombie) sample.detail = kNoDetail;
  return sample;
}

Result<TreeSample> Sampler::take(SteadyTime now, bool with_detail) {
  const SteadyTime begun = steady_now();
  const microseconds cpu_before = thread_cpu();
  Result<std::vector<ProcessFacts>> sweep = source_->sweep(tree_.members());
  if (!sweep) return std::unexpected(sweep.error());

  TreeChange change = tree_.update(*sweep);
  TreeSample sample{.at = now, .with_detail = with_detail};
  for (ProcessFacts& facts : *sweep) {
    if (!tree_.members().contains(facts.id)) continue;
    sample.processes.push_back(sample_of(std::move(facts), now, with_detail));
  }
  std::ranges::sort(sample.processes, {},
                    [](const ProcessSample& process) { return process.facts.id; });
  for (const ProcessId& id : change.born) sample.births.push_back({.id = id});
  for (const ProcessId& id : change.ended) known_.erase(id);
  sample.deaths = std::move(change.ended);
  if (with_detail) source_->add_detail(sample);
  sample.cost = {.wall = std::chrono::duration_cast<microseconds>(steady_now() - begun),
                 .cpu = thread_cpu() - cpu_before};
  return sample;
}

}  // namespace tidemark::probes
