#include "cli/analyze/browser_options.hpp"

#include <algorithm>
#include <thread>

#include <CLI/CLI.hpp>

namespace tidemark::cli {

void add_browser_options(CLI::App& command, BrowserChoice& options) {
  command
      .add_option("--browsers", options.browsers,
                  "Chromium processes at once; 0: never use a browser")
      ->check(CLI::Range(0, 64))
      ->capture_default_str();
  command
      .add_option("--tabs", options.tabs,
                  "Pages at once in each browser (default: 1.25 per core in all)")
      ->check(CLI::Range(1, 64));
  command.add_option("--browser", options.executable,
                     "The Chromium executable (default: found by itself)");
}

Result<void> settle(BrowserChoice& options) {
  // Throughput is flat from about 1.25 tabs per core on; more tabs only cost memory.
  if (options.tabs == 0) {
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    const int browsers = std::max(1, options.browsers);
    options.tabs = std::max(1, (5 * cores + 4 * browsers - 1) / (4 * browsers));
  }
  return {};
}

}  // namespace tidemark::cli
