#include "harness/run/strike_schedule.hpp"

#include <numeric>

namespace tidemark::harness {
namespace {

constexpr Milliseconds kAfterAnswer{500};
constexpr int kShareOfTime = 5;

}  // namespace

StrikeSchedule::StrikeSchedule(const std::vector<PlannedFault>& faults, std::uint64_t seed)
    : random_(seed) {
  for (const PlannedFault& fault : faults) pending_.push_back({.fault = fault});
}

// The standard distributions differ between libraries; the remainder does not.
std::size_t StrikeSchedule::choose(std::size_t count) { return random_() % count; }

Milliseconds StrikeSchedule::up_to(Milliseconds longest) {
  return Milliseconds(static_cast<Milliseconds::rep>(
      random_() % (static_cast<std::uint64_t>(longest.count()) + 1)));
}

void StrikeSchedule::begin_cycle(SteadyTime now) {
  for (Pending& pending : pending_) {
    pending.left = pending.fault.count;
    pending.since = now;
    pending.answered_before = 0;
    pending.at.reset();
    arm(pending, now, 0);
  }
}

void StrikeSchedule::arm(Pending& pending, SteadyTime now, std::size_t answered) {
  if (pending.left == 0 || pending.at) return;
  const bool first = pending.left == pending.fault.count;
  const auto& time = first || !pending.fault.every ? pending.fault.after.time : pending.fault.every;
  if (time) {
    pending.at = pending.since + *time + up_to(*time / kShareOfTime);
  } else if (answered - pending.answered_before >= pending.fault.after.domains.value_or(1)) {
    pending.at = now + up_to(kAfterAnswer);
  }
}

std::optional<std::size_t> StrikeSchedule::due(SteadyTime now, std::size_t answered) {
  for (std::size_t index = 0; index < pending_.size(); ++index) {
    Pending& pending = pending_[index];
    arm(pending, now, answered);
    if (!pending.at || *pending.at > now) continue;
    --pending.left;
    pending.since = now;
    pending.answered_before = answered;
    pending.at.reset();
    return index;
  }
  return std::nullopt;
}

unsigned StrikeSchedule::outstanding() const {
  return std::accumulate(pending_.begin(), pending_.end(), 0U,
                         [](unsigned sum, const Pending& each) { return sum + each.left; });
}

}  // namespace tidemark::harness
