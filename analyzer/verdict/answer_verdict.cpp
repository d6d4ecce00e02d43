#include <algorithm>

#include "analyzer/page/page_facts.hpp"
#include "analyzer/rules/answer_fields.hpp"
#include "analyzer/verdict/verdict.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::size_t kMaxSightings = 20;

bool is_against_us(Meaning meaning) {
  return meaning == Meaning::kChallenge || meaning == Meaning::kBlock;
}

Protection protection_of(Meaning meaning) {
  switch (meaning) {
    case Meaning::kChallenge: return Protection::kChallenge;
    case Meaning::kBlock: return Protection::kBlock;
    default: return Protection::kPresent;
  }
}

// The surest of those that `wanted` picks; of equally sure ones the first of the book.
template <typename Predicate>
const Finding* surest(const std::vector<Finding>& findings, Predicate wanted) {
  const Finding* best = nullptr;
  for (const Finding& finding : findings) {
    if (!wanted(*finding.rule)) continue;
    if (best == nullptr || finding.rule->confidence > best->rule->confidence) best = &finding;
  }
  return best;
}

std::vector<VendorSighting> sightings(const std::vector<Finding>& findings) {
  std::vector<VendorSighting> out;
  for (const Finding& finding : findings) {
    if (finding.rule->meaning == Meaning::kKind || out.size() == kMaxSightings) continue;
    out.push_back({.vendor = finding.rule->vendor,
                   .protection = protection_of(finding.rule->meaning),
                   .rule = finding.rule->id,
                   .signal = finding.quote});
  }
  return out;
}

Verdict judge_status(int status) {
  switch (status) {
    case 401: return {State::kRefused, Confidence::kHigh};
    case 403:
    case 451:
    case 503: return {State::kRefused, Confidence::kMedium};
    case 429: return {State::kRateLimited, Confidence::kHigh};
    default: break;
  }
  // A redirect that leads nowhere is no page either.
  return {State::kErrorPage, status >= 400 ? Confidence::kHigh : Confidence::kMedium};
}

Verdict judge_page(const Answer& answer) {
  const std::string elsewhere = foreign_host(answer);
  const bool shell = looks_like_shell(answer.page);
  // At a shell elsewhere a browser has not had its say yet: its script may lead on.
  if (shell && (elsewhere.empty() || answer.read_by != Method::kBrowser)) {
    return {State::kShell, Confidence::kMedium};
  }
  const std::size_t text = answer.page.content.text_length;
  const Confidence confidence = text >= kEnoughText ? Confidence::kHigh
                                : text > 0          ? Confidence::kMedium
                                                    : Confidence::kLow;
  if (elsewhere.empty()) return {State::kAlive, confidence};
  return {.state = State::kRedirected,
          .confidence = shell ? Confidence::kMedium : Confidence::kHigh,
          .signal = "redirected to " + elsewhere};
}

}  // namespace

Verdict judge_answer(const Answer& answer, const RuleBook& rules) {
  const std::vector<Finding> findings = rules.find(answer);
  const auto* wall = surest(findings, [](const Rule& rule) { return is_against_us(rule.meaning); });
  const auto* kind =
      surest(findings, [](const Rule& rule) { return rule.meaning == Meaning::kKind; });
  Verdict verdict;
  if (wall != nullptr) {
    verdict.state = wall->rule->meaning == Meaning::kBlock ? State::kBlocked : State::kChallenge;
    verdict.confidence = wall->rule->confidence;
    verdict.vendor = wall->rule->vendor;
    verdict.signal = wall->quote;
  } else if (kind != nullptr) {
    verdict.state = kind->rule->state;
    verdict.confidence = kind->rule->confidence;
    verdict.signal = kind->rule->id + ": " + kind->quote;
  } else if (answer.status < 200 || answer.status >= 300) {
    verdict = judge_status(answer.status);
  } else {
    verdict = judge_page(answer);
  }
  verdict.protections = sightings(findings);
  return verdict;
}

}  // namespace tidemark::analyzer
