#include "cli/analyze/output_options.hpp"

#include <CLI/CLI.hpp>

namespace tidemark::cli {

void add_output_options(CLI::App& command, OutputOptions& options) {
  auto* json =
      command.add_flag("--json", options.json, "JSON lines (the default unless on a terminal)");
  command
      .add_flag("--table", options.table, "Aligned lines for people (the default on a terminal)")
      ->excludes(json);
  command.add_flag("--quiet", options.quiet, "No progress, no notes");
}

Result<void> settle(OutputOptions&) { return {}; }

}  // namespace tidemark::cli
