// From what is known of domains to what a maintainer should do about lists;
// docs/recommendations.md gives the rules with their reasons.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/advice/guard_list.hpp"
#include "analyzer/advice/listed_names.hpp"
#include "analyzer/result/assessment.hpp"
#include "analyzer/result/recommendation.hpp"

namespace tidemark::analyzer {

// One of the visits to a domain before the latest.
struct EarlierVisit {
  std::chrono::system_clock::time_point at{};
  State state = State::kFailed;
  std::optional<ErrorClass> cause = {};
};
// Newest first; may be empty.
using VisitHistory = std::function<std::vector<EarlierVisit>(std::string_view domain)>;

// All of it outlives the call.
struct AdviceBasis {
  const Assessment& assessment;
  ListedNames listed;  // of all lists, whatever their category
  const GuardList& guard;
  VisitHistory history = {};
  std::size_t most_additions = 200;  // for each category, by weight
};

// From this score on (pass 1 and 2) a domain is a risky one, whose links count in full.
inline constexpr int kRiskyTotal = 50;
// From this score on its links count as weak evidence.
inline constexpr int kSuspectTotal = 20;

// Names that risky domains of a category lead to, and names of a listed brand that it links to
// itself (kAddVariant). By registrable domain. Pure.
[[nodiscard]] std::vector<Recommendation> recommend_additions(const AdviceBasis& basis);
// Listed names whose blocking does nothing. Pure but for the history.
[[nodiscard]] std::vector<Recommendation> recommend_removals(const AdviceBasis& basis);
// Both, in order.
[[nodiscard]] std::vector<Recommendation> recommend(const AdviceBasis& basis);

// By category, kind of advice, weight (descending) and name.
void sort_recommendations(std::vector<Recommendation>& recommendations);
// "add-9f0c1d2e3b4a5968": the same in every run for the same advice, domain and category.
[[nodiscard]] std::string recommendation_id(Advice advice, std::string_view domain,
                                            std::string_view category);

}  // namespace tidemark::analyzer
