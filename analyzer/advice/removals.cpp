#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "analyzer/advice/advice.hpp"
#include "analyzer/names/public_suffix.hpp"
#include "analyzer/page/url_host.hpp"
#include "analyzer/result/error_class.hpp"
#include "probes/base/utc_text.hpp"

namespace tidemark::analyzer {
namespace {

using namespace std::chrono_literals;

// Enough text to say that nothing in it is of the category.
constexpr std::size_t kReadableText = 600;
// Two visits so far apart are two answers of DNS, not one from a cache.
constexpr auto kApart = 24h;

struct Reason {
  Confidence confidence = Confidence::kLow;
  std::string sentence;
  std::vector<std::string> evidence;
};

bool is_gone(State state, std::optional<ErrorClass> cause) {
  return state == State::kDead && cause == ErrorClass::kDnsNxdomain;
}

// Without a name nothing below it exists either (RFC 8020), so nothing is lost. Any other death may
// be the machine's, which comes back.
std::optional<Reason> gone(const AdviceBasis& basis, const DomainResult& result) {
  if (!is_gone(result.state, result.cause)) return std::nullopt;
  Reason reason{Confidence::kMedium,
                "the name does not exist (NXDOMAIN)",
                {fmt::format("NXDOMAIN on {}", utc_text(result.checked_at))}};
  if (!basis.history) return reason;
  for (const EarlierVisit& visit : basis.history(result.domain)) {
    if (visit.at >= result.checked_at) continue;
    if (!is_gone(visit.state, visit.cause)) {
      // It was there a day ago: perhaps it is being moved.
      if (result.checked_at - visit.at < kApart) reason.confidence = Confidence::kLow;
      break;
    }
    if (result.checked_at - visit.at < kApart) continue;
    reason.confidence = Confidence::kHigh;
    reason.evidence.push_back(fmt::format("NXDOMAIN on {}, too", utc_text(visit.at)));
    break;
  }
  return reason;
}

Reason nobody_there(const DomainResult& result, std::string sentence) {
  Reason reason{result.confidence, std::move(sentence), {}};
  if (!result.signal.empty()) reason.evidence.push_back(result.signal);
  if (!result.title.empty()) reason.evidence.push_back(fmt::format("title: {}", result.title));
  return reason;
}

std::optional<Reason> led_away(const AdviceBasis& basis, const DomainResult& result) {
  const std::string host = url_host(result.final_url);
  if (host.empty() || registrable_domain(host) == registrable_domain(result.domain)) {
    return std::nullopt;
  }
  Reason reason{Confidence::kLow, fmt::format("it only leads to {}", host), {result.final_url}};
  if (basis.listed.blocks(host)) {
    reason.confidence = Confidence::kMedium;
    reason.evidence.push_back(fmt::format("{} is listed itself", host));
  } else {
    reason.evidence.push_back(
        fmt::format("{} is not listed: without this entry the way there is open", host));
  }
  return reason;
}

// A score of 0 on a page with enough text, from words, relations and neighbours alike.
std::optional<Reason> harmless(const AssessedDomain& domain) {
  const DomainResult& result = domain.result;
  if (!domain.score || domain.total != 0 || domain.score->points != 0) return std::nullopt;
  if (result.text_length < kReadableText || result.confidence == Confidence::kLow) {
    return std::nullopt;
  }
  const Relations& relations = domain.relations;
  if (relations.bonus != 0 || !relations.leads_to.empty() || !relations.led_to_by.empty()) {
    return std::nullopt;
  }
  return Reason{Confidence::kLow,
                "its page has none of the keywords, and no risky domain leads to it",
                {fmt::format("{} characters of text read, score 0", result.text_length)}};
}

std::optional<Reason> reason_to_remove(const AdviceBasis& basis, const AssessedDomain& domain) {
  const DomainResult& result = domain.result;
  // Somebody else's visit says nothing about this name.
  if (result.inferred) return std::nullopt;
  switch (result.state) {
    case State::kDead: return gone(basis, result);
    case State::kParked: return nobody_there(result, "the name is parked");
    case State::kForSale: return nobody_there(result, "the name is for sale");
    case State::kSuspended: return nobody_there(result, "the host has switched the site off");
    case State::kRedirected: return led_away(basis, result);
    case State::kAlive: return harmless(domain);
    // The others mean that we could not see the site, or that it may come soon.
    default: return std::nullopt;
  }
}

// The surest first.
double weight_of(Confidence confidence) { return 1.0 + static_cast<double>(confidence); }

}  // namespace

std::vector<Recommendation> recommend_removals(const AdviceBasis& basis) {
  std::vector<Recommendation> found;
  for (const AssessedDomain& domain : basis.assessment.domains) {
    if (domain.categories.empty()) continue;
    const auto reason = reason_to_remove(basis, domain);
    if (!reason) continue;
    for (const std::string& category : domain.categories) {
      found.push_back({.id = recommendation_id(Advice::kRemove, domain.result.domain, category),
                       .advice = Advice::kRemove,
                       .domain = domain.result.domain,
                       .category = category,
                       .confidence = reason->confidence,
                       .reason = reason->sentence,
                       .evidence = reason->evidence,
                       .weight = weight_of(reason->confidence)});
    }
  }
  sort_recommendations(found);
  return found;
}

}  // namespace tidemark::analyzer
