#include "analyzer/strategy/infrastructure.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::analyzer {
namespace {

constexpr int kProof = 8;
// A wall may come down, and a browser's luck change; that something answered stays true for longer.
constexpr std::chrono::hours kWallKept{24};
constexpr std::chrono::days kBrowserKept{7};
constexpr std::chrono::days kAnswerKept{30};

constexpr const char* kAnswered = "answered";
constexpr const char* kWalled = "walled";
constexpr const char* kBrowserPassed = "browser_passed";
constexpr const char* kBrowserInVain = "browser_in_vain";

}  // namespace

std::string infrastructure_of(const NameFacts& name) {
  if (!name.cnames.empty()) return "cname:" + name.cnames.back();
  if (name.addresses.empty()) return {};
  std::vector<std::string> addresses = name.addresses;
  std::ranges::sort(addresses);
  return fmt::format("address:{}", fmt::join(addresses, ","));
}

bool Experience::is_wall() const { return walled >= kProof && answered == 0; }

Experience recall(const FactBook& facts, const std::string& infrastructure, CalendarTime now) {
  const auto count = [&](const char* kind) {
    const LearntFact* fact = facts.find(infrastructure, kind, now);
    return fact == nullptr ? 0 : fact->samples;
  };
  Experience experience{.answered = count(kAnswered),
                        .walled = count(kWalled),
                        .browser_passed = count(kBrowserPassed),
                        .browser_in_vain = count(kBrowserInVain),
                        .example = {}};
  const LearntFact* walls = facts.find(infrastructure, kWalled, now);
  if (walls != nullptr) experience.example = walls->evidence;
  return experience;
}

void remember(FactBook& facts, const std::string& infrastructure, const Experience& experience,
              CalendarTime now) {
  const auto put = [&](const char* kind, int count, std::chrono::hours kept) {
    const LearntFact* known = facts.find(infrastructure, kind, now);
    if (count == 0 || (known != nullptr && known->samples == count)) return;
    facts.put({.subject = infrastructure,
               .kind = kind,
               .value = static_cast<double>(count),
               .samples = count,
               .evidence = experience.example,
               .learnt_at = now,
               .expires_at = now + kept});
  };
  put(kWalled, experience.walled, kWallKept);
  put(kBrowserPassed, experience.browser_passed, kBrowserKept);
  put(kBrowserInVain, experience.browser_in_vain, kBrowserKept);
  if (experience.walled > 0) put(kAnswered, experience.answered, kAnswerKept);
}

}  // namespace tidemark::analyzer
