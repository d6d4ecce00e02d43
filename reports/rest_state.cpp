#include "reports/rest_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tidemark::reports {
namespace {

using probes::Holding;
using probes::RecordedTick;
using Processes = std::map<probes::ProcessNumber, const probes::RecordedProcess*>;

const RecordedTick* last_rest(const probes::RecordedRun& recording) {
  const RecordedTick* last = nullptr;
  for (const RecordedTick& tick : recording.ticks) {
    if (!tick.with_detail) continue;
    if (last == nullptr || !tick.samples.empty()) last = &tick;
  }
  return last;
}

template <typename T>
void add(std::optional<T>& sum, const Reading<T>& value) {
  if (value) sum = sum.value_or(T{}) + *value;
}

void add_sample(RoleState& state, const probes::RecordedSample& sample) {
  if (sample.state == 'Z' || sample.state == 'X') return;
  ++state.processes;
  add(state.rss, sample.rss);
  add(state.threads, sample.threads);
  add(state.descriptors, sample.descriptors);
  if (const auto& memory = sample.detail.memory) {
    add(state.pss, memory->pss);
    add(state.uss, memory->uss);
  }
  if (!sample.detail.descriptor_kinds) return;
  for (const auto& [kind, count] : *sample.detail.descriptor_kinds) state.kinds[kind] += count;
}

std::string_view kind_words(Holding::Kind kind) {
  switch (kind) {
    case Holding::Kind::kListening: return "listening socket";
    case Holding::Kind::kDeletedFile: return "deleted file, still open";
    case Holding::Kind::kControlPipe: return "command pipe of browser";
    case Holding::Kind::kSharedMemory: return "shared memory";
    case Holding::Kind::kDirectory: return "profile or scratch directory";
  }
  return "other";
}

// A browser with two writers on its command pipe outlives the one that started it.
bool is_alarming(const RecordedTick& tick, const probes::RecordedHolding& held) {
  if (held.kind != Holding::Kind::kControlPipe) return false;
  return std::ranges::count_if(tick.holdings, [&](const probes::RecordedHolding& other) {
           return other.kind == held.kind && other.name == held.name;
         }) > 1;
}

HeldThing thing_of(const RecordedTick& tick, const probes::RecordedHolding& held,
                   const Processes& processes) {
  HeldThing thing{.kind = std::string(kind_words(held.kind)),
                  .name = held.name,
                  .bytes = held.bytes,
                  .alarming = is_alarming(tick, held)};
  if (!held.holder) return thing;
  if (const auto holder = processes.find(*held.holder); holder != processes.end()) {
    thing.holder =
        fmt::format("{}, pid {}", role_name(holder->second->role), holder->second->id.pid);
  }
  return thing;
}

}  // namespace

RestState last_rest_state(const probes::RecordedRun& recording) {
  RestState state;
  const RecordedTick* tick = last_rest(recording);
  if (tick == nullptr) return state;
  Processes processes;
  for (const auto& process : recording.processes) processes.emplace(process.number, &process);
  std::map<probes::Role, RoleState> roles;
  for (const auto& sample : tick->samples) {
    const auto process = processes.find(sample.process);
    const auto role = process == processes.end() ? probes::Role::kOther : process->second->role;
    add_sample(roles[role], sample);
  }
  for (auto& [role, sums] : roles) {
    if (sums.processes == 0) continue;
    sums.role = probes::role_name(role);
    state.roles.push_back(std::move(sums));
  }
  for (const auto& held : tick->holdings) {
    state.held.push_back(thing_of(*tick, held, processes));
  }
  std::ranges::stable_sort(state.held, [](const HeldThing& a, const HeldThing& b) {
    return std::pair(b.alarming, b.bytes.value_or(Bytes{})) <
           std::pair(a.alarming, a.bytes.value_or(Bytes{}));
  });
  return state;
}

}  // namespace tidemark::reports
