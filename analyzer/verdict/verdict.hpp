// From what was received to what the domain is: pure judgement, no I/O.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analyzer/result/domain_result.hpp"

namespace tidemark::analyzer {

// The evidence one answer gives.
struct Evidence {
  int status = 0;
  std::string_view server = {};        // the Server header
  std::string_view cf_mitigated = {};  // the cf-mitigated header
  std::string_view title = {};
  std::string_view markup =
      {};              // the raw document, for structural markers; empty when a browser read it
  bool shell = false;  // little text, but scripts that would make some
};

struct Verdict {
  State state = State::kAlive;
  std::string vendor = {};
  std::string signal = {};
};

// A page with fewer characters than this says nothing about its domain.
inline constexpr std::size_t kEnoughText = 200;

// The state an answer shows. A vendor is named only on its own signals (facts per vendor:
// Cloudflare, developers.cloudflare.com "detect response"): a status alone is never a vendor's
// block.
[[nodiscard]] Verdict judge_answer(const Evidence& evidence);

// The state of a domain that gave no answer for this reason.
[[nodiscard]] State judge_failure(ErrorClass error);

// Whether a real browser could see more than HTTP did: a shell's script would run there, and
// servers that stall, reset or refuse programs often let browsers pass. Exact vendor signals,
// broken certificates and dead addresses stay what they are.
[[nodiscard]] bool browser_might_cure(State state, std::optional<ErrorClass> error);

}  // namespace tidemark::analyzer
