#include "cli/analyze/input_options.hpp"

#include <CLI/CLI.hpp>

namespace tidemark::cli {

void add_input_options(CLI::App& command, InputOptions& options) {
  command
      .add_option(
          "INPUT", options.inputs,
          "Domains, files with one domain per line, or - to stream standard input: a result line "
          "per input line, as soon as it is known")
      ->required();
  command.add_flag("--strict", options.strict, "Exit code 2 if any input line names no domain");
}

Result<void> settle(InputOptions&) { return {}; }

}  // namespace tidemark::cli
