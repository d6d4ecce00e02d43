#include "cli/analyze/time_options.hpp"

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/duration.hpp"

namespace tidemark::cli {

void add_time_options(CLI::App& command, TimeOptions& options) {
  command
      .add_option("--workers", options.workers,
                  "Domains worked on at once (default: 4 per core, 8 at least)")
      ->check(CLI::Range(1, 1000));
  command.add_option("--budget", options.budget_text,
                     "Time for one domain, everything included (default: the strategy's, 20s for "
                     "adaptive)");
  command
      .add_option("--timeout-strategy", options.strategy_text,
                  "How that time is dealt out: adaptive, budget, staged, fixed or "
                  "budget+brand-prefix (docs/strategies.md)")
      ->check(CLI::IsMember(
          std::vector<std::string>{"adaptive", "budget", "staged", "fixed", "budget+brand-prefix"}))
      ->capture_default_str();
  command
      .add_option("--waiting", options.waiting,
                  "Domains that may wait beside the workers, for silent servers or their turn "
                  "(default: 8 per worker)")
      ->check(CLI::Range(0, 100000));
  command
      .add_option("--per-address", options.pace.per_address,
                  "Requests at once to one address; 0: any number")
      ->check(CLI::Range(0, 100000))
      ->capture_default_str();
  command
      .add_option("--per-domain", options.pace.per_registrable_domain,
                  "Requests at once to the names of one registrable domain; 0: any number")
      ->check(CLI::Range(0, 100000))
      ->capture_default_str();
  command
      .add_option("--rate", options.pace.requests_per_second,
                  "Requests a second, all together (default: any number)")
      ->check(CLI::Range(0.001, 1e6));
}

Result<void> settle(TimeOptions& options) {
  if (!options.budget_text.empty()) {
    const auto budget = parse_duration(options.budget_text);
    if (!budget) return failure(ErrorCode::kBadInput, "--budget: " + budget.error().message);
    if (*budget < std::chrono::milliseconds(100)) {
      return failure(ErrorCode::kBadInput, "--budget: at least 100ms");
    }
    options.budget = *budget;
  }
  const auto strategy = analyzer::parse_strategy(options.strategy_text);
  if (!strategy) {
    return failure(ErrorCode::kBadInput, "--timeout-strategy: no strategy of that name");
  }
  options.strategy = *strategy;
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  if (options.workers == 0) options.workers = std::max(8, 4 * cores);
  options.beside = options.waiting.value_or(8 * options.workers);
  return {};
}

}  // namespace tidemark::cli
