// Twins of listed names that may belong on the list, too: the same name under other endings, www or
// apex. Which there might be, and what DNS says of them; asking DNS is variant_lookup's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/advice/guard_list.hpp"
#include "analyzer/advice/listed_names.hpp"
#include "analyzer/result/domain_result.hpp"
#include "analyzer/result/recommendation.hpp"

namespace tidemark::analyzer {

// The endings that brands have besides their own, and where parked names live.
struct VariantData {
  std::vector<std::string> endings;                         // "com", "co.uk"
  std::vector<std::pair<std::string, int>> parking_ranges;  // IPv4 and the bits that count

  [[nodiscard]] static VariantData built_in();
  [[nodiscard]] bool is_parking(std::string_view address) const;
};

// A name that might be added because `listed` is on the category's list.
struct VariantCandidate {
  std::string domain;
  std::string category;
  std::string listed;
  std::string ending;  // under which it is; empty: a www or apex twin
};

// For every name of the list `rules` that is a site's own (apex or www). `everywhere`: what is on
// any list. By name; each name once.
[[nodiscard]] std::vector<VariantCandidate> variant_candidates(std::string_view category,
                                                               const RuleSet& rules,
                                                               const ListedNames& everywhere,
                                                               const GuardList& guard,
                                                               const VariantData& data);

// What DNS said of a name; `error` is one of the kDns... classes.
struct NameAnswer {
  NameFacts facts = {};
  std::optional<ErrorClass> error = {};
};

enum class VariantVerdict {
  kRecommended,
  kAbsent,   // NXDOMAIN, or no address
  kUnknown,  // no answer that says either: SERVFAIL, time out, a resolver that blocks
  kNobodys,  // parked, or any name under this ending resolves like that
};

struct JudgedVariant {
  VariantVerdict verdict = VariantVerdict::kUnknown;
  std::optional<Recommendation> advice = {};
};

// `made_up`: the answer for a name under the same ending that nobody has. Sure only where DNS ties
// the candidate to the listed name. Pure.
[[nodiscard]] JudgedVariant judge_variant(const VariantCandidate& candidate,
                                          const NameAnswer& answer, const NameAnswer& listed,
                                          const NameAnswer& made_up, const VariantData& data);

}  // namespace tidemark::analyzer
