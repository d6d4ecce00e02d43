// How a visit fared, as far as strategies care: pure.
#pragma once

#include <chrono>

#include "analyzer/result/domain_result.hpp"

namespace tidemark::analyzer {

enum class Outcome {
  kAnswered,  // some HTTP answer, over HTTP or in a browser
  kSilent,    // whatever was tried met silence
  kNeither,   // failed for another reason: no such name, refused connection, we were stopped, ...
};

// What a browser added after HTTP had met silence or a refusal.
enum class BrowserOutcome {
  kNotTried,  // or lost through no fault of the domain
  kPassed,
  kInVain,
};

// Not one byte came, although there was time for it.
[[nodiscard]] bool is_silence(ErrorClass error);
[[nodiscard]] Outcome outcome_of(const DomainResult& result);
[[nodiscard]] BrowserOutcome browser_outcome_of(const DomainResult& result);
// How long the slowest HTTP answer took, or the longest silence lasted.
[[nodiscard]] std::chrono::milliseconds longest_wait(const DomainResult& result);

}  // namespace tidemark::analyzer
