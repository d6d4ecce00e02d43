#include "cli/analyze/store_options.hpp"

#include <CLI/CLI.hpp>

namespace tidemark::cli {

void add_store_options(CLI::App&, StoreOptions&) {}

Result<void> settle(StoreOptions&) { return {}; }

}  // namespace tidemark::cli
