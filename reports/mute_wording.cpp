#include "reports/mute_wording.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string_view>

#include <nlohmann/json.hpp>

#include "probes/base/calendar_day.hpp"
#include "probes/base/printable.hpp"
#include "reports/wording.hpp"

namespace tidemark::reports {
namespace {

using harness::MuteState;
using nlohmann::json;

constexpr std::chrono::days kProposed{30};
// Nearer ends than this are announced.
constexpr int kSoon = 14;

std::string quoted(const std::string& text) {
  return json(text).dump(-1, ' ', true, json::error_handler_t::replace);
}

// Not a day that would do, where the run's is unknown: the user must look.
std::string proposed_end(const harness::RunRecord& record) {
  const auto day = parse_day(std::string_view(record.started_at).substr(0, 10));
  return day ? day_text(*day + kProposed) : "YYYY-MM-DD";
}

std::string unused_words(const harness::MuteRecord& mute, const harness::RunRecord& record) {
  if (!record.completed) return "matched nothing in the part of the run that was done";
  if (mute.scenario.empty()) return "matched nothing: delete it unless another scenario needs it";
  return "matched nothing: delete it";
}

std::string until_words(const harness::MuteRecord& mute) {
  std::string day = "in force until " + printable(mute.expires, 20);
  if (mute.days_left > kSoon) return day;
  if (mute.days_left <= 0) return day + ", which is today";
  return day + ", which is in " + counted(mute.days_left, "day");
}

}  // namespace

std::string mute_line(const harness::Finding& finding, const harness::RunRecord& record) {
  if (!finding.leak || finding.muted || finding.fingerprint.empty()) return {};
  // Without a culprit a fingerprint says little: such a mute is for this scenario alone.
  const std::string scenario = finding.culprits.empty()
                                   ? fmt::format(R"("scenario": {}, )", quoted(record.scenario))
                                   : std::string();
  return fmt::format(R"({{"fingerprint": {}, {}"reason": "WHY", "expires": "{}"}})",
                     quoted(finding.fingerprint), scenario, proposed_end(record));
}

std::string muted_words(const harness::Finding& finding) {
  if (!finding.muted) return {};
  return fmt::format("until {}: {}", printable(finding.muted->expires, 20),
                     printable(finding.muted->reason, 400));
}

std::string mute_words(const harness::MuteRecord& mute, const harness::RunRecord& record) {
  switch (mute.state) {
    case MuteState::kUsed: return until_words(mute);
    case MuteState::kUnused: return unused_words(mute, record);
    case MuteState::kExpired:
      return fmt::format("expired on {}: it has no effect", printable(mute.expires, 20));
    case MuteState::kElsewhere:
      return fmt::format("only for scenario {}", printable(mute.scenario, 80));
  }
  return {};
}

}  // namespace tidemark::reports
