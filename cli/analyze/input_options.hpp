// What to analyze: the options about the input of `tidemark analyze`.
#pragma once

#include <string>
#include <vector>

#include "analyzer/tasks/input.hpp"
#include "probes/base/result.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

struct InputOptions {
  std::vector<std::string> inputs;
  bool strict = false;
  analyzer::InputRules rules;
};

void add_input_options(CLI::App& command, InputOptions& options);
// Checks what the option parser cannot, and fills in defaults. kBadInput names the option.
[[nodiscard]] Result<void> settle(InputOptions& options);

}  // namespace tidemark::cli
