#include "cli/analyze/browser_options.hpp"

#include <algorithm>
#include <map>
#include <system_error>

#include <CLI/CLI.hpp>

#include "analyzer/browser/machine_room.hpp"

namespace tidemark::cli {
using analyzer::BrowserMode;

void add_browser_options(CLI::App& command, BrowserChoice& options) {
  command
      .add_option("--browsers", options.browsers,
                  "Chromium processes at once; 0: never use a browser")
      ->check(CLI::Range(0, 64))
      ->capture_default_str();
  command
      .add_option("--tabs", options.tabs,
                  "Pages at once in each browser (default: 1.25 per core in all, less where "
                  "memory is short)")
      ->check(CLI::Range(1, 64));
  command.add_option("--browser", options.executable,
                     "The Chromium executable (default: found by itself)");
  const std::map<std::string, BrowserMode> modes{
      {"fresh", BrowserMode::kFresh}, {"reuse", BrowserMode::kReuse}, {"fast", BrowserMode::kFast}};
  command
      .add_option("--browser-mode", options.mode,
                  "What a browser keeps between domains: fresh (nothing: new renderers), reuse "
                  "(renderers, with all storage cleared; default), fast (the same, without "
                  "pictures and with more memory)")
      ->transform(CLI::CheckedTransformer(modes))
      ->type_name("MODE");
  command
      .add_option("--pages-per-browser", options.pages_per_browser,
                  "A browser is replaced after so many pages")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  command
      .add_option("--browser-memory", options.memory_mib,
                  "... or when its processes have grown to so many MiB")
      ->check(CLI::Range(256, 1 << 20))
      ->capture_default_str();
  command.add_option("--screenshots", options.screenshots,
                     "A folder for a picture (PNG) of each page that a browser reads");
}

Result<void> settle(BrowserChoice& options) {
  if (!options.screenshots.empty()) {
    if (options.mode == BrowserMode::kFast) {
      return failure(ErrorCode::kBadInput,
                     "--screenshots: --browser-mode fast loads no pictures; take reuse or fresh");
    }
    std::error_code error;
    std::filesystem::create_directories(options.screenshots, error);
    if (error) {
      return failure(ErrorCode::kBadInput,
                     "--screenshots " + options.screenshots.string() + ": " + error.message());
    }
  }
  if (options.tabs == 0) {
    const int browsers = std::max(1, options.browsers);
    analyzer::TabChoice choice = analyzer::choose_tabs(analyzer::look_at_room(), browsers);
    options.tabs = std::max(1, (choice.tabs + browsers - 1) / browsers);
    options.tabs_why = std::move(choice.why);
  }
  return {};
}

}  // namespace tidemark::cli
