#include "analyzer/strategy/strategy.hpp"

#include <array>

#include "analyzer/strategy/adaptive.hpp"
#include "analyzer/strategy/brand_prefix.hpp"
#include "analyzer/strategy/fixed_times.hpp"

namespace tidemark::analyzer {

std::string_view to_string(StrategyKind kind) {
  switch (kind) {
    case StrategyKind::kFixed: return "fixed";
    case StrategyKind::kStaged: return "staged";
    case StrategyKind::kBudget: return "budget";
    case StrategyKind::kBrandPrefix: return "budget+brand-prefix";
    case StrategyKind::kAdaptive: return "adaptive";
  }
  return "unknown";
}

std::optional<StrategyKind> parse_strategy(std::string_view name) {
  using enum StrategyKind;
  for (const StrategyKind kind : std::array{kFixed, kStaged, kBudget, kBrandPrefix, kAdaptive}) {
    if (to_string(kind) == name) return kind;
  }
  return std::nullopt;
}

std::unique_ptr<Strategy> make_strategy(StrategyKind kind, std::chrono::milliseconds total,
                                        FactBook& facts) {
  switch (kind) {
    case StrategyKind::kFixed: return fixed_strategy(total);
    case StrategyKind::kStaged: return staged_strategy(total);
    case StrategyKind::kBudget: return budget_strategy(total);
    case StrategyKind::kBrandPrefix: return brand_prefix_strategy(total, facts);
    case StrategyKind::kAdaptive: return adaptive_strategy(total, facts);
  }
  return adaptive_strategy(total, facts);
}

}  // namespace tidemark::analyzer
