#include "analyzer/strategy/outcome.hpp"

#include <algorithm>

namespace tidemark::analyzer {
namespace {

bool met_wall(const Attempt& attempt) {
  if (attempt.method != Method::kHttp) return false;
  return attempt.error ? is_silence(*attempt.error) : attempt.status && *attempt.status >= 400;
}

// The browser failed us, or we it: says nothing about the domain.
bool is_our_fault(ErrorClass error) {
  switch (error) {
    case ErrorClass::kBrowserUnavailable:
    case ErrorClass::kBrowserLost:
    case ErrorClass::kSlotTimeout:
    case ErrorClass::kCancelled: return true;
    default: return false;
  }
}

// What such a page shows is the wall, whatever its status.
bool shows_wall(State state) {
  switch (state) {
    case State::kChallenge:
    case State::kBlocked:
    case State::kRefused:
    case State::kRateLimited: return true;
    default: return false;
  }
}

}  // namespace

bool is_silence(ErrorClass error) {
  switch (error) {
    case ErrorClass::kConnectTimeout:
    case ErrorClass::kTlsTimeout:
    case ErrorClass::kNoResponse: return true;
    default: return false;
  }
}

Outcome outcome_of(const DomainResult& result) {
  const bool answered = std::ranges::any_of(
      result.attempts, [](const Attempt& attempt) { return attempt.status.has_value(); });
  if (answered || result.read_by) return Outcome::kAnswered;
  return result.cause && is_silence(*result.cause) ? Outcome::kSilent : Outcome::kNeither;
}

BrowserOutcome browser_outcome_of(const DomainResult& result) {
  const auto last = result.attempts.rbegin();
  if (last == result.attempts.rend() || last->method != Method::kBrowser) {
    return BrowserOutcome::kNotTried;
  }
  if (!std::ranges::any_of(result.attempts, met_wall)) return BrowserOutcome::kNotTried;
  if (const auto error = last->error) {
    return is_our_fault(*error) ? BrowserOutcome::kNotTried : BrowserOutcome::kInVain;
  }
  const bool passed = last->status.value_or(200) < 400 && !shows_wall(result.state);
  return passed ? BrowserOutcome::kPassed : BrowserOutcome::kInVain;
}

std::chrono::milliseconds longest_wait(const DomainResult& result) {
  std::chrono::milliseconds longest{0};
  for (const Attempt& attempt : result.attempts) {
    if (attempt.method == Method::kHttp) longest = std::max(longest, attempt.took);
  }
  return longest;
}

}  // namespace tidemark::analyzer
