// What is remembered between runs: the options about the store of `tidemark analyze`.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/store/recall_rules.hpp"
#include "probes/base/result.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

struct StoreOptions {
  std::filesystem::path file;  // empty: the default place
  bool off = false;
  std::string max_age_text;
  std::vector<std::string> lifetime_texts;
  analyzer::RecallRules rules;  // settle() fills it in, but for the browser
  std::string explain;          // tell what is stored of this domain instead
  bool rescore = false;         // judge what is stored anew instead
};

void add_store_options(CLI::App& command, StoreOptions& options);
// Checks what the option parser cannot, and fills in defaults. kBadInput names the option.
[[nodiscard]] Result<void> settle(StoreOptions& options);

// $XDG_CACHE_HOME/tidemark/analyze.sqlite, or ~/.cache/tidemark/analyze.sqlite; nothing without a
// home.
[[nodiscard]] std::optional<std::filesystem::path> default_store();

}  // namespace tidemark::cli
