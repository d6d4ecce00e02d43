// For how long a stored result answers for its domain without a new visit.
#pragma once

#include <chrono>
#include <string_view>

#include "analyzer/result/domain_result.hpp"

namespace tidemark::analyzer {

// How much a result can be relied on later.
enum class Lasting {
  kSuccess,    // a page was read; what a site is changes seldom
  kFailure,    // a hard failure: the name is gone, the page is not there, nobody has built a site
  kUnsettled,  // a wall, a broken certificate, a refused connection: may be another tomorrow
  kTransient,  // timed out, rate limited, a server's error, or inferred from another domain
  kNever,      // our own side failed: says nothing about the domain
};

[[nodiscard]] Lasting lasting_of(const DomainResult& result);

// The defaults: a month for success, as lists are revised monthly (and the shortest term of a
// parked name is longer); a week for hard failures, as a lapsed name is registered anew after days
// at the earliest; a day for what a site's operator or a protection vendor changes from day to day;
// an hour for what may have been bad luck.
struct Lifetimes {
  std::chrono::milliseconds success = std::chrono::hours(30 * 24);
  std::chrono::milliseconds failure = std::chrono::hours(7 * 24);
  std::chrono::milliseconds unsettled = std::chrono::hours(24);
  std::chrono::milliseconds transient = std::chrono::hours(1);

  [[nodiscard]] std::chrono::milliseconds of(Lasting lasting) const;
};

// "success", "failure", "unsettled", "transient", "never".
[[nodiscard]] std::string_view to_string(Lasting lasting);

}  // namespace tidemark::analyzer
