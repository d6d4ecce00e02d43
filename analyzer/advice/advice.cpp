#include "analyzer/advice/advice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>

#include "probes/base/fnv1a.hpp"

namespace tidemark::analyzer {
namespace {

std::string_view id_word(Advice advice) {
  switch (advice) {
    case Advice::kAdd: return "add";
    case Advice::kRemove: return "remove";
    case Advice::kAddVariant: return "variant";
  }
  return "unknown";
}

}  // namespace

std::string recommendation_id(Advice advice, std::string_view domain, std::string_view category) {
  // Neither has a newline in it.
  return fmt::format("{}-{:016x}", id_word(advice), fnv1a(fmt::format("{}\n{}", domain, category)));
}

void sort_recommendations(std::vector<Recommendation>& recommendations) {
  std::ranges::sort(recommendations, [](const Recommendation& a, const Recommendation& b) {
    return std::tie(a.category, a.advice, b.weight, a.domain) <
           std::tie(b.category, b.advice, a.weight, b.domain);
  });
}

std::vector<Recommendation> recommend(const AdviceBasis& basis) {
  std::vector<Recommendation> all = recommend_additions(basis);
  std::ranges::move(recommend_removals(basis), std::back_inserter(all));
  sort_recommendations(all);
  return all;
}

}  // namespace tidemark::analyzer
