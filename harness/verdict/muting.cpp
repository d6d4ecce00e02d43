#include "harness/verdict/muting.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/verdict/fingerprint.hpp"
#include "probes/base/calendar_day.hpp"

namespace tidemark::harness {
namespace {

bool in_force(const MuteRecord& mute) {
  return mute.state == MuteState::kUsed || mute.state == MuteState::kUnused;
}

MuteRecord record_of(const Mute& mute, const MuteRules& rules) {
  MuteRecord record{.fingerprint = mute.fingerprint,
                    .reason = mute.reason,
                    .expires = day_text(mute.expires),
                    .days_left = static_cast<int>((mute.expires - rules.today).count()),
                    .scenario = mute.scenario};
  if (!mute.scenario.empty() && mute.scenario != rules.scenario) {
    record.state = MuteState::kElsewhere;
  } else if (record.days_left < 0) {
    record.state = MuteState::kExpired;
  }
  return record;
}

}  // namespace

Muting::Muting(const MuteRules& rules) {
  records_.reserve(rules.mutes.size());
  for (const Mute& mute : rules.mutes) records_.push_back(record_of(mute, rules));
}

void Muting::apply(std::span<Finding> findings) {
  for (Finding& finding : findings) {
    finding.fingerprint = fingerprint_of(finding);
    const auto mute = std::ranges::find_if(records_, [&](const MuteRecord& it) {
      return in_force(it) && it.fingerprint == finding.fingerprint;
    });
    if (mute == records_.end()) continue;
    mute->state = MuteState::kUsed;
    finding.muted = Muted{.reason = mute->reason, .expires = mute->expires};
  }
}

bool counts(const Finding& finding) { return finding.leak && !finding.muted; }

bool is_excused(std::span<const Finding> findings, const std::string& undecided) {
  return std::ranges::any_of(findings, [&](const Finding& finding) {
    return finding.muted && finding.explanation == undecided;
  });
}

std::string apart_from(int muted) {
  if (muted == 0) return {};
  return fmt::format("apart from {} muted finding{}, ", muted, muted == 1 ? "" : "s");
}

}  // namespace tidemark::harness
