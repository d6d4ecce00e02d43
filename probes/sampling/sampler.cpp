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
void Sampler::describe(ProcessFacts& facts, SteadyTime now, bool anew) {
  Known& known = known_[facts.id];
  const bool young = now - facts.started < kYoung;
  if (anew || young || known.name != facts.name || now - known.read >= kStale) {
    if (auto line = source_->command_line(facts.id); line && !line->empty()) {
      known.command_line = *std::move(line);
    }
    known.name = facts.name;
    known.read = now;
  }
  facts.command_line = known.command_line;
}

ProcessSample Sampler::sample_of(ProcessFacts facts, SteadyTime now, bool with_detail) {
  const bool is_new = !known_.contains(facts.id);
  describe(facts, now, is_new || with_detail);
  const bool zombie = is_zombie(facts);
  facts.descriptors = zombie ? Reading<int>(Absence::kGone) : source_->descriptors(facts.id);
  Known& known = known_[facts.id];
  // A zombie stays what it was.
  if (is_new || !zombie) known.role = role_of(facts, tree_.is_root(facts.id));
  ProcessSample sample{.facts = std::move(facts), .role = known.role};
  if (with_detail) sample.detail = zombie ? kNoDetail : source_->detail(sample.facts.id);
  return sample;
}

Result<TreeSample> Sampler::take(SteadyTime now, bool with_detail) {
  const SteadyTime begun = steady_now();
  const microseconds cpu_before = thread_cpu();
  Result<std::vector<ProcessFacts>> sweep = source_->sweep();
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
  sample.cost = {.wall = std::chrono::duration_cast<microseconds>(steady_now() - begun),
                 .cpu = thread_cpu() - cpu_before};
  return sample;
}

}  // namespace tidemark::probes
