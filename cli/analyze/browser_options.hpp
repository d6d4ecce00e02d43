// The options about browsers of `tidemark analyze`.
#pragma once

#include <filesystem>
#include <string>

#include "analyzer/browser/browser_mode.hpp"
#include "probes/base/result.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

struct BrowserChoice {
  int browsers = 1;                  // at once; 0: HTTP only
  int tabs = 0;                      // in each; settle() fills it in
  std::string tabs_why = {};         // why so many, when settle() chose
  std::filesystem::path executable;  // empty: found by itself
  analyzer::BrowserMode mode = analyzer::BrowserMode::kReuse;
  int pages_per_browser = 200;
  int memory_mib = 2048;              // of one browser
  std::filesystem::path screenshots;  // where they go; empty: none are made
};

void add_browser_options(CLI::App& command, BrowserChoice& options);
// Checks what the option parser cannot, and fills in defaults. kBadInput names the option.
[[nodiscard]] Result<void> settle(BrowserChoice& options);

}  // namespace tidemark::cli
