// How results are told: the options about the output of `tidemark analyze`.
#pragma once

#include "probes/base/result.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

struct OutputOptions {
  bool json = false;
  bool table = false;
  bool quiet = false;
};

void add_output_options(CLI::App& command, OutputOptions& options);
// Checks what the option parser cannot, and fills in defaults. kBadInput names the option.
[[nodiscard]] Result<void> settle(OutputOptions& options);

}  // namespace tidemark::cli
