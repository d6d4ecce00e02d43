#include "cli/analyze/time_options.hpp"

#include <algorithm>
#include <thread>

#include <CLI/CLI.hpp>

#include "cli/duration.hpp"

namespace tidemark::cli {

void add_time_options(CLI::App& command, TimeOptions& options) {
  command
      .add_option("--workers", options.workers,
                  "Domains worked on at once (default: 4 per core, 8 at least)")
      ->check(CLI::Range(1, 1000));
  command.add_option("--budget", options.budget_text, "Time for one domain, everything included")
      ->capture_default_str();
}

Result<void> settle(TimeOptions& options) {
  const auto budget = parse_duration(options.budget_text);
  if (!budget) return failure(ErrorCode::kBadInput, "--budget: " + budget.error().message);
  if (*budget < std::chrono::milliseconds(100)) {
    return failure(ErrorCode::kBadInput, "--budget: at least 100ms");
  }
  options.budget = *budget;
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  if (options.workers == 0) options.workers = std::max(8, 4 * cores);
  return {};
}

}  // namespace tidemark::cli
