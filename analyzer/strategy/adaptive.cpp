#include "analyzer/strategy/adaptive.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analyzer/strategy/outcome.hpp"

namespace tidemark::analyzer {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kUsualTotal{20000};
// Siblings wait so long for their scout, and a visit without an answer for so long is suspected.
constexpr milliseconds kBriefly{1000};
constexpr milliseconds kRetest{3000};
// A re-test speaks for its infrastructure so long.
constexpr std::chrono::minutes kRetestHolds{10};
constexpr std::chrono::hours kWallKept{24};
constexpr std::chrono::days kSlowKept{30};
// An answer that takes longer is worth remembering.
constexpr milliseconds kSlow{2000};
// So many refused browsers of one infrastructure are no accident.
constexpr int kRefusedBrowsers = 3;
// Places that are remembered although nobody is there.
constexpr std::size_t kQuietPlaces = 10000;

constexpr const char* kWall = "wall_ms";          // connected, then silent
constexpr const char* kFiltered = "filtered_ms";  // never connected
constexpr const char* kAnswer = "slow_answer_ms";

std::string host(const std::string& domain) { return "host:" + domain; }

milliseconds value_of(const LearntFact& fact) {
  return milliseconds(static_cast<std::int64_t>(fact.value));
}

}  // namespace

AdaptiveStrategy::AdaptiveStrategy(milliseconds total, FactBook& facts) : facts_(facts) {
  usual_.total = total.count() == 0 ? kUsualTotal : total;
  // Silence that ends, ends over HTTP in most cases; a browser needs less time than a patient look.
  usual_.http = usual_.total * 3 / 4;
  usual_.browser = usual_.total;
  usual_.aside_after = std::min(kBriefly, usual_.total / 10);
}

std::optional<Skip> AdaptiveStrategy::skip(const std::string&, Moment) { return std::nullopt; }

AdaptiveStrategy::Place& AdaptiveStrategy::place_of(const Candidate& candidate, Moment now) {
  // Where nothing is known to be shared, every domain is a place of its own.
  std::string key = infrastructure_of(candidate.name);
  if (key.empty()) key = host(candidate.domain);
  const auto known = places_.find(key);
  if (known != places_.end()) return known->second;
  forget_quiet_places();
  Place& place = places_[key];
  place.experience = recall(facts_, key, now.calendar);
  return place;
}

void AdaptiveStrategy::forget_quiet_places() {
  if (places_.size() < kQuietPlaces) return;
  std::erase_if(places_, [](const auto& entry) {
    const Place& place = entry.second;
    return place.running == 0 && place.waiting_walls.empty() && !place.browser_scout;
  });
}

Allowance AdaptiveStrategy::allowance_for(const std::string& domain, Moment now) const {
  Allowance allowance = usual_;
  const LearntFact* slow = facts_.find(host(domain), kAnswer, now.calendar);
  if (slow != nullptr) {
    // It answers in the end: it gets the time for that, and no worker sits there meanwhile.
    const milliseconds needed = value_of(*slow) * 5 / 4;
    allowance.http = std::clamp(needed, allowance.http, allowance.total);
    allowance.aside_after = milliseconds(100);
  }
  return allowance;
}

Allowance AdaptiveStrategy::retest_allowance() const {
  Allowance allowance = usual_;
  allowance.total = std::min(kRetest, usual_.http);
  allowance.http = allowance.total;
  allowance.browser = milliseconds(0);
  allowance.aside_after = std::min(milliseconds(250), allowance.total);
  return allowance;
}

Admission AdaptiveStrategy::admit(const Candidate& candidate, Moment now) {
  Place& place = place_of(candidate, now);
  const Wall wall = wall_of(candidate.domain, now);
  // A wall that was met with less patience than there is today proves nothing.
  const bool is_wall = wall.fact != nullptr && value_of(*wall.fact) >= usual_.http * 9 / 10;
  return is_wall ? admit_wall(candidate, place, wall, now) : admit_stranger(candidate, place, now);
}

AdaptiveStrategy::Wall AdaptiveStrategy::wall_of(const std::string& domain, Moment now) const {
  const std::string subject = host(domain);
  const LearntFact* filtered = facts_.find(subject, kFiltered, now.calendar);
  if (filtered != nullptr) return {filtered, State::kUnreachable};
  return {facts_.find(subject, kWall, now.calendar), State::kTimedOut};
}

Admission AdaptiveStrategy::begin(const Candidate& candidate, Place& place,
                                  const Allowance& allowance) {
  ++place.running;
  place.waiting_walls.erase(candidate.domain);
  return Admission::go(allowance);
}

Admission AdaptiveStrategy::admit_wall(const Candidate& candidate, Place& place, const Wall& wall,
                                       Moment now) {
  const bool is_new = place.waiting_walls.insert(candidate.domain).second;
  const bool by_quota = is_new && place.retests.next();
  const bool is_known = place.retested && now.steady < place.retested->at + kRetestHolds;
  if (is_known && !place.retested->silent) return begin(candidate, place, usual_);
  const SteadyTime until = place.retest ? place.retest->since + kRetest + kBriefly : now.steady;
  if (by_quota || (!is_known && now.steady >= until)) {
    if (!place.retest) place.retest = Scout{candidate.domain, now.steady};
    retested_.insert(candidate.domain);
    return begin(candidate, place, retest_allowance());
  }
  if (!is_known) return Admission::wait(until);
  place.waiting_walls.erase(candidate.domain);
  const std::string& example = place.experience.example;
  return Admission::refuse(
      {wall.state,
       {example.empty() ? candidate.domain : example,
        fmt::format("{}; its infrastructure ({}) was silent again when re-tested",
                    wall.fact->evidence, infrastructure_of(candidate.name))}});
}

Admission AdaptiveStrategy::admit_stranger(const Candidate& candidate, Place& place, Moment now) {
  const Allowance allowance = allowance_for(candidate.domain, now);
  const Experience& experience = place.experience;
  if (experience.is_wall() && !place.strangers.next()) {
    return Admission::refuse(
        {wall_of(experience.example, now).state,
         {experience.example, fmt::format("{} domains at {} stayed silent, none answered",
                                          experience.walled, infrastructure_of(candidate.name))}});
  }
  if (place.running == 0 && !place.scout) place.scout = Scout{candidate.domain, now.steady};
  const bool unknown = experience.answered == 0 && experience.walled == 0;
  const bool scouting = unknown && place.scout && place.scout->domain != candidate.domain;
  if (scouting && now.steady < place.scout->since + kBriefly) {
    return Admission::wait(place.scout->since + kBriefly);
  }
  return begin(candidate, place, allowance);
}

void AdaptiveStrategy::silent(const Candidate& candidate, Moment now) {
  Place& place = place_of(candidate, now);
  // Its siblings need not wait any longer to know what they are in for.
  if (place.scout && place.scout->domain == candidate.domain) place.scout.reset();
}

Admission AdaptiveStrategy::admit_browser(const Candidate& candidate, const DomainResult& so_far,
                                          Moment now) {
  Place& place = place_of(candidate, now);
  if (retested_.contains(candidate.domain)) return Admission::refuse({});
  const Experience& experience = place.experience;
  if (so_far.cause && is_silence(*so_far.cause)) {
    return browser_against_silence(candidate, place, now);
  }
  const bool in_vain = so_far.state == State::kRefused && experience.browser_passed == 0 &&
                       experience.browser_in_vain >= kRefusedBrowsers;
  return in_vain && !place.browsers.next() ? Admission::refuse({}) : Admission::go(usual_);
}

Admission AdaptiveStrategy::browser_against_silence(const Candidate& candidate, Place& place,
                                                    Moment now) {
  const Experience& experience = place.experience;
  if (experience.browser_passed > 0) return Admission::go(usual_);
  if (place.browser_scout) {
    const SteadyTime until = place.browser_scout->since + usual_.total;
    return now.steady < until ? Admission::wait(until) : Admission::refuse({});
  }
  const bool just_tried =
      place.browser_in_vain && now.steady < *place.browser_in_vain + kRetestHolds;
  if (just_tried) return Admission::refuse({});
  if (experience.browser_in_vain > 0 && !place.browsers.next()) return Admission::refuse({});
  place.browser_scout = Scout{candidate.domain, now.steady};
  return Admission::go(usual_);
}

void AdaptiveStrategy::learn(const Candidate& candidate, const DomainResult& result, Moment now) {
  Place& place = place_of(candidate, now);
  --place.running;
  switch (outcome_of(result)) {
    case Outcome::kAnswered: learn_answer(candidate, result, place, now); break;
    case Outcome::kSilent: learn_silence(candidate, result, place, now); break;
    case Outcome::kNeither: break;
  }
  switch (browser_outcome_of(result)) {
    case BrowserOutcome::kPassed: ++place.experience.browser_passed; break;
    case BrowserOutcome::kInVain:
      ++place.experience.browser_in_vain;
      if (result.cause && is_silence(*result.cause)) place.browser_in_vain = now.steady;
      break;
    case BrowserOutcome::kNotTried: break;
  }
  for (std::optional<Scout>* scout : {&place.scout, &place.browser_scout, &place.retest}) {
    if (*scout && (*scout)->domain == candidate.domain) scout->reset();
  }
  retested_.erase(candidate.domain);
  const std::string shared = infrastructure_of(candidate.name);
  if (!shared.empty()) remember(facts_, shared, place.experience, now.calendar);
}

void AdaptiveStrategy::learn_answer(const Candidate& candidate, const DomainResult& result,
                                    Place& place, Moment now) {
  const std::string subject = host(candidate.domain);
  ++place.experience.answered;
  if (retested_.contains(candidate.domain)) place.retested = Retested{now.steady, false};
  for (const char* kind : {kWall, kFiltered}) facts_.forget(subject, kind, now.calendar);
  const milliseconds took = longest_wait(result);
  if (took < kSlow) return;
  facts_.put({.subject = subject,
              .kind = kAnswer,
              .value = static_cast<double>(took.count()),
              .samples = 1,
              .evidence = fmt::format("answered after {} ms", took.count()),
              .learnt_at = now.calendar,
              .expires_at = now.calendar + kSlowKept});
}

void AdaptiveStrategy::learn_silence(const Candidate& candidate, const DomainResult& result,
                                     Place& place, Moment now) {
  // A short look never makes a wall, and never renews one.
  if (retested_.contains(candidate.domain)) {
    place.retested = Retested{now.steady, true};
    return;
  }
  if (wall_of(candidate.domain, now).fact == nullptr) ++place.walled;
  place.experience.walled = std::max(place.experience.walled, place.walled);
  place.experience.example = candidate.domain;
  const milliseconds waited = longest_wait(result);
  // A connect is given up early, in proportion to the time there is: waiting for it again is in
  // vain unless there is more of that. One that had less than its part (a slow DNS left no more)
  // proves nothing.
  const bool unconnected = result.cause == ErrorClass::kConnectTimeout;
  const bool had_its_part = waited >= connect_patience(usual_.http) * 9 / 10;
  const milliseconds patience = unconnected && had_its_part ? usual_.http : waited;
  const std::string subject = host(candidate.domain);
  facts_.forget(subject, unconnected ? kWall : kFiltered, now.calendar);
  facts_.put({.subject = subject,
              .kind = unconnected ? kFiltered : kWall,
              .value = static_cast<double>(patience.count()),
              .samples = 1,
              .evidence = fmt::format("{} for {} ms", unconnected ? "no connection" : "silent",
                                      waited.count()),
              .learnt_at = now.calendar,
              .expires_at = now.calendar + kWallKept});
}

std::unique_ptr<Strategy> adaptive_strategy(milliseconds total, FactBook& facts) {
  return std::make_unique<AdaptiveStrategy>(total, facts);
}

}  // namespace tidemark::analyzer
