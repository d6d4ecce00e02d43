#include "harness/verdict/slot_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>

#include "harness/verdict/leftover.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::harness {
namespace {

constexpr std::size_t kNamed = 3;
constexpr std::size_t kMostCulprits = 20;
constexpr std::size_t kColumns = 60;

std::string name_of(const std::string& task, int cycle) {
  const std::string name = task.empty() ? "a task without a name" : printable(task, kColumns);
  return cycle == 0 ? name : fmt::format("{} (cycle {})", name, cycle);
}

std::set<std::size_t> numbers_of(const SlotsAtRest& point) {
  std::set<std::size_t> numbers;
  for (const HeldSlot& slot : point.held) numbers.insert(slot.number);
  return numbers;
}

// What was in use at rest, before the judged rest points and at them.
struct History {
  double baseline = 0;
  std::set<std::size_t> known;
  std::vector<const SlotsAtRest*> judged;
};

History history_of(const Work& work, int warm_up) {
  History history;
  for (const SlotsAtRest& point : work.slots) {
    if (point.cycle > warm_up) {
      history.judged.push_back(&point);
      continue;
    }
    history.baseline = std::max(history.baseline, static_cast<double>(point.held.size()));
    history.known.merge(numbers_of(point));
  }
  return history;
}

// Those that are held at each of the last rest points and were not after warm-up, oldest first.
std::vector<HeldSlot> lost_slots(const History& history, std::size_t persist) {
  std::vector<HeldSlot> lost = history.judged.back()->held;
  std::erase_if(lost, [&](const HeldSlot& it) { return history.known.contains(it.number); });
  for (std::size_t i = 2; i <= persist; ++i) {
    const auto there = numbers_of(*history.judged[history.judged.size() - i]);
    std::erase_if(lost, [&](const HeldSlot& it) { return !there.contains(it.number); });
  }
  return lost;
}

const RestProcess* browser_of(const HeldSlot& slot, const Timeline& timeline) {
  if (slot.browser == 0 || timeline.judged.empty()) return nullptr;
  const auto& processes = timeline.judged.back()->processes;
  const auto found = std::ranges::find(processes, slot.browser, &RestProcess::pid);
  return found == processes.end() || is_zombie(*found) ? nullptr : &*found;
}

std::string browsers_clause(const std::vector<HeldSlot>& lost, const Timeline& timeline) {
  const auto told = std::ranges::count_if(lost, [](const HeldSlot& it) { return it.browser != 0; });
  const auto ended = std::ranges::count_if(lost, [&](const HeldSlot& it) {
    return it.browser != 0 && browser_of(it, timeline) == nullptr;
  });
  if (told == 0) return {};
  if (ended == 0) return told == 1 ? "; its browser lives" : "; their browsers live";
  if (told == 1) return "; its browser has ended";
  return ended == told ? "; their browsers have ended"
                       : fmt::format("; {} of their {} browsers {} ended", ended, told,
                                     ended == 1 ? "has" : "have");
}

std::optional<Finding> find_lost(const Work& work, const Timeline& timeline, std::size_t persist) {
  const History history = history_of(work, timeline.warm_up_cycles);
  if (history.judged.size() < persist) return std::nullopt;
  std::vector<HeldSlot> lost = lost_slots(history, persist);
  const auto in_use = static_cast<double>(history.judged.back()->held.size());
  const double excess = in_use - history.baseline;
  if (lost.empty() || excess <= 0) return std::nullopt;
  // Where a subject keeps some in use at rest and changes which, the youngest are those.
  if (static_cast<double>(lost.size()) > excess) lost.resize(static_cast<std::size_t>(excess));

  Finding finding{.resource = Resource::kWork, .baseline = history.baseline, .last = in_use};
  finding.kind = FindingKind::kSlotsLost;
  finding.per_cycle = excess / static_cast<double>(history.judged.size());
  for (const SlotsAtRest& point : work.slots) {
    finding.counts.push_back(static_cast<double>(point.held.size()));
  }
  std::string names;
  for (std::size_t i = 0; i < std::min(kNamed, lost.size()); ++i) {
    names += (i == 0 ? "" : ", ") + name_of(lost[i].task, lost[i].cycle);
  }
  if (lost.size() > kNamed) names += fmt::format(" and {} more", lost.size() - kNamed);
  finding.explanation =
      fmt::format("{} still in use though {} ended, taken by {}: {} in use after warm-up, {} now{}",
                  lost.size() == 1 ? "1 slot is" : fmt::format("{} slots are", lost.size()),
                  lost.size() == 1 ? "its task has" : "their tasks have", names, history.baseline,
                  in_use, browsers_clause(lost, timeline));
  for (const HeldSlot& slot : lost) {
    const RestProcess* browser = browser_of(slot, timeline);
    if (browser == nullptr || finding.culprits.size() == kMostCulprits) continue;
    finding.culprits.push_back(culprit_of(*browser));
  }
  return finding;
}

std::optional<Finding> find_double_releases(const Work& work) {
  if (work.spare_releases.empty()) return std::nullopt;
  const SpareRelease& first = work.spare_releases.front();
  const auto count = work.spare_releases.size();
  Finding finding{.resource = Resource::kWork, .last = static_cast<double>(count)};
  finding.kind = FindingKind::kDoubleRelease;
  for (const CycleWork& cycle : work.cycles) {
    finding.counts.push_back(static_cast<double>(
        std::ranges::count(work.spare_releases, cycle.cycle, &SpareRelease::cycle)));
  }
  if (!work.cycles.empty()) {
    finding.per_cycle = finding.last / static_cast<double>(work.cycles.size());
  }
  finding.explanation = fmt::format(
      "{} given back that nobody had, {}by {}: so many more browsers may be in use than were meant",
      count == 1 ? "1 slot was" : fmt::format("{} slots were", count), count == 1 ? "" : "first ",
      name_of(first.task, first.cycle));
  return finding;
}

}  // namespace

std::vector<Finding> find_slot_troubles(const Work& work, const Timeline& timeline,
                                        std::size_t persist) {
  std::vector<Finding> findings;
  if (!work.tells_slots || work.lost_events > 0) return findings;
  if (auto lost = find_lost(work, timeline, persist)) findings.push_back(*std::move(lost));
  if (auto twice = find_double_releases(work)) findings.push_back(*std::move(twice));
  return findings;
}

std::optional<std::string> slots_not_judged(const Work& work) {
  if (!work.tells_slots || work.lost_events == 0) return std::nullopt;
  return fmt::format("the subject could not tell of {} event{}: its slots were not judged",
                     work.lost_events, work.lost_events == 1 ? "" : "s");
}

}  // namespace tidemark::harness
