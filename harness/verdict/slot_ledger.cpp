#include "harness/verdict/slot_ledger.hpp"

#include <algorithm>
#include <chrono>

namespace tidemark::harness {
namespace {

// Two processes may tell of one slot's way from the one to the other in the wrong order, by as much
// as it takes them to tell.
constexpr std::chrono::milliseconds kAtOnce{5};
// A subject that gives back without end is told about these.
constexpr std::size_t kMostSpare = 10'000;

bool same_holder(const std::string& worker, const std::string& task, const SlotEvent& event) {
  return worker == event.worker && task == event.task;
}

}  // namespace

void SlotLedger::awaited(const SlotEvent& event) { waiting_.emplace(event.worker, event.task); }

void SlotLedger::taken(const SlotEvent& event, int cycle) {
  waiting_.erase({event.worker, event.task});
  const std::size_t number = next_++;
  const auto early = std::ranges::find_if(spare_, [&](const Spare& spare) {
    return event.at - spare.event.at <= kAtOnce &&
           same_holder(spare.event.worker, spare.event.task, event);
  });
  if (early != spare_.end()) {
    spare_.erase(early);
    return;
  }
  taken_.push_back(
      {.slot = {.number = number, .task = event.task, .browser = event.browser, .cycle = cycle},
       .worker = event.worker,
       .sender = event.sender});
}

std::vector<SlotLedger::Taken>::iterator SlotLedger::match(const SlotEvent& release, bool counts) {
  const auto first = [&](auto fits) {
    return std::ranges::find_if(taken_,
                                [&](const Taken& it) { return it.counts == counts && fits(it); });
  };
  auto found =
      first([&](const Taken& it) { return same_holder(it.worker, it.slot.task, release); });
  if (found == taken_.end() && !release.task.empty()) {
    found = first([&](const Taken& it) { return it.slot.task == release.task; });
  }
  if (found == taken_.end() && !release.worker.empty()) {
    found = first([&](const Taken& it) { return it.worker == release.worker; });
  }
  if (found == taken_.end() && release.task.empty() && release.worker.empty()) {
    found = first([](const Taken&) { return true; });
  }
  return found;
}

void SlotLedger::given_back(const SlotEvent& event, int cycle) {
  auto found = match(event, true);
  if (found == taken_.end()) found = match(event, false);
  if (found != taken_.end()) {
    taken_.erase(found);
  } else if (spare_.size() < kMostSpare) {
    spare_.push_back({.event = event, .cycle = cycle});
  }
}

void SlotLedger::sender_ended(int sender) {
  if (sender == 0) return;
  for (Taken& it : taken_) {
    if (it.sender == sender) it.counts = false;
  }
}

void SlotLedger::all_ended() {
  waiting_.clear();
  // One generation back is far enough for what a child that outlives the subject gives back.
  std::erase_if(taken_, [](const Taken& it) { return !it.counts; });
  for (Taken& it : taken_) it.counts = false;
}

std::vector<HeldSlot> SlotLedger::held() const {
  std::vector<HeldSlot> held;
  for (const Taken& it : taken_) {
    if (it.counts) held.push_back(it.slot);
  }
  return held;
}

std::vector<std::string> SlotLedger::waiting() const {
  std::vector<std::string> tasks;
  tasks.reserve(waiting_.size());
  for (const auto& [worker, task] : waiting_) tasks.push_back(task);
  return tasks;
}

std::vector<SpareRelease> SlotLedger::spare_releases() const {
  std::vector<SpareRelease> releases;
  if (!tells_slots()) return releases;
  releases.reserve(spare_.size());
  for (const Spare& it : spare_) releases.push_back({.task = it.event.task, .cycle = it.cycle});
  return releases;
}

}  // namespace tidemark::harness
