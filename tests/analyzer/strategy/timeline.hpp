// A day as a strategy sees it: candidates, results and a clock that only moves when told.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/strategy/strategy.hpp"

namespace tidemark::analyzer::testing {

class Timeline {
 public:
  [[nodiscard]] Moment now() const { return now_; }
  void pass(std::chrono::milliseconds time) {
    now_.steady += time;
    now_.calendar += time;
  }

 private:
  Moment now_{SteadyTime(std::chrono::hours(1)), CalendarTime(std::chrono::days(20000))};
};

inline Candidate at_address(std::string domain, std::string address) {
  return {std::move(domain), {.addresses = {std::move(address)}, .cnames = {}}};
}

inline DomainResult answered(const std::string& domain, int status = 200,
                             std::chrono::milliseconds took = std::chrono::milliseconds(50)) {
  DomainResult result{.domain = domain, .state = status == 200 ? State::kAlive : State::kRefused};
  result.attempts.push_back({.method = Method::kHttp,
                             .url = {},
                             .stage = Stage::kResponse,
                             .status = status,
                             .took = took});
  result.status = status;
  return result;
}

inline DomainResult silent_for(const std::string& domain, std::chrono::milliseconds took) {
  DomainResult result{.domain = domain, .state = State::kTimedOut};
  result.cause = ErrorClass::kNoResponse;
  result.attempts.push_back({.method = Method::kHttp,
                             .url = {},
                             .stage = Stage::kRequest,
                             .error = ErrorClass::kNoResponse,
                             .took = took});
  return result;
}

inline void add_browser_attempt(DomainResult& result, std::optional<ErrorClass> error,
                                std::optional<int> status) {
  result.attempts.push_back({.method = Method::kBrowser,
                             .url = {},
                             .stage = Stage::kPage,
                             .error = error,
                             .status = status});
}

}  // namespace tidemark::analyzer::testing
