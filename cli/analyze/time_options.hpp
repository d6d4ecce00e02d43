// How much at once and how long: the options about time of `tidemark analyze`.
#pragma once

#include <chrono>
#include <string>

#include "probes/base/result.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

struct TimeOptions {
  int workers = 0;  // domains at once; settle() fills it in
  std::string budget_text = "20s";
  std::chrono::milliseconds budget{};
};

void add_time_options(CLI::App& command, TimeOptions& options);
// Checks what the option parser cannot, and fills in defaults. kBadInput names the option.
[[nodiscard]] Result<void> settle(TimeOptions& options);

}  // namespace tidemark::cli
