// What is remembered between runs: the options about the store of `tidemark analyze`.
#pragma once

#include "probes/base/result.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

struct StoreOptions {};

void add_store_options(CLI::App& command, StoreOptions& options);
// Checks what the option parser cannot, and fills in defaults. kBadInput names the option.
[[nodiscard]] Result<void> settle(StoreOptions& options);

}  // namespace tidemark::cli
