// From what was received to what the domain is: pure judgement, no I/O.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/result/domain_result.hpp"
#include "analyzer/rules/answer.hpp"
#include "analyzer/rules/rule_book.hpp"

namespace tidemark::analyzer {

struct Verdict {
  State state = State::kAlive;
  Confidence confidence = Confidence::kHigh;
  std::string vendor = {};  // with kChallenge and kBlocked
  std::string signal = {};  // the evidence for the state, quoted; untrusted
  std::vector<VendorSighting> protections = {};
};

// A page with fewer characters than this says nothing about its domain.
inline constexpr std::size_t kEnoughText = 200;

// The state an answer shows. In this order: a vendor's challenge or block, on its own signals only
// (a status alone is never one); a kind of page that the rules know; the status; a shell; a
// redirect to somebody else's domain; alive.
[[nodiscard]] Verdict judge_answer(const Answer& answer, const RuleBook& rules);

// The state of a domain that gave no answer for this reason.
[[nodiscard]] State judge_failure(ErrorClass error);

// The same with what all attempts together say: whether it may be only us who are kept out. Names
// a filter only as a suspicion, in `signal`.
[[nodiscard]] Verdict judge_failure(ErrorClass cause, std::span<const Attempt> attempts);

// Whether a real browser could see more than HTTP did: a shell's script would run there, and
// servers that stall, reset or refuse programs often let browsers pass. Exact vendor signals,
// broken certificates and dead addresses stay what they are.
[[nodiscard]] bool browser_might_cure(State state, std::optional<ErrorClass> error);

}  // namespace tidemark::analyzer
