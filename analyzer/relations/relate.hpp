// Pass 2: what a domain's neighbours add to its score. Pure. docs/relations.md has the formula.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "analyzer/result/assessment.hpp"

namespace tidemark::analyzer {

// A domain as pass 2 sees it. What it views must outlive the call.
struct LinkingPage {
  std::string_view domain;         // lower case, punycode
  std::optional<int> points = {};  // of pass 1; absent: not scored
  std::span<const OutboundHost> links = {};
};

inline constexpr int kRiskyTarget = 50;      // linking to a site of so many points ...
inline constexpr int kPointsEachTarget = 5;  // ... adds so many for each site ...
inline constexpr int kMostForTargets = 20;   // ... and so many at most
inline constexpr int kRiskySource = 20;      // being linked to by sites of so many points ...
inline constexpr int kSourceDivisor = 10;    // ... adds their sum divided by this ...
inline constexpr int kMostForSources = 30;   // ... and so many at most
inline constexpr int kHighestTotal = 100;
inline constexpr std::size_t kRelationsListed = 50;  // of each direction; all count

// The relations of each page, in the order of `pages`. The order of `pages` and of their links
// changes nothing: only scores of pass 1 count. Without a score there is no bonus, but who leads
// there is told.
[[nodiscard]] std::vector<Relations> relate(std::span<const LinkingPage> pages);

// The page's own score and what its neighbours add.
[[nodiscard]] int total_of(std::optional<int> points, const Relations& relations);

}  // namespace tidemark::analyzer
