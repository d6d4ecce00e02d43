// How much at once and how long: the options about time of `tidemark analyze`.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "analyzer/pace/pace.hpp"
#include "analyzer/strategy/strategy.hpp"
#include "probes/base/result.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

struct TimeOptions {
  int workers = 0;  // domains at once; settle() fills it in
  std::string budget_text;
  std::chrono::milliseconds budget{0};  // for one domain; 0: the strategy's own
  std::string strategy_text = "adaptive";
  analyzer::StrategyKind strategy = analyzer::StrategyKind::kAdaptive;
  std::optional<int> waiting;  // as it was asked for; 0: nobody waits beside the workers
  int beside = 0;              // visits that may wait there; settle() fills it in
  analyzer::PaceLimits pace;
};

void add_time_options(CLI::App& command, TimeOptions& options);
// Checks what the option parser cannot, and fills in defaults. kBadInput names the option.
[[nodiscard]] Result<void> settle(TimeOptions& options);

}  // namespace tidemark::cli
