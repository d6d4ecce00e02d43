// The options about browsers of `tidemark analyze`.
#pragma once

#include <filesystem>

#include "probes/base/result.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

struct BrowserChoice {
  int browsers = 1;                  // at once; 0: HTTP only
  int tabs = 0;                      // in each; settle() fills it in
  std::filesystem::path executable;  // empty: found by itself
};

void add_browser_options(CLI::App& command, BrowserChoice& options);
// Checks what the option parser cannot, and fills in defaults. kBadInput names the option.
[[nodiscard]] Result<void> settle(BrowserChoice& options);

}  // namespace tidemark::cli
