#include "cli/analyze/output_options.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>

namespace tidemark::cli {
namespace {

OutputFormat format_of(const OutputOptions& options) {
  if (options.json) return OutputFormat::kJson;
  if (options.csv) return OutputFormat::kCsv;
  if (options.table) return OutputFormat::kTable;
  if (!options.file.empty()) {
    return options.file.extension() == ".csv" ? OutputFormat::kCsv : OutputFormat::kJson;
  }
  return ::isatty(STDOUT_FILENO) == 1 ? OutputFormat::kTable : OutputFormat::kJson;
}

}  // namespace

void add_output_options(CLI::App& command, OutputOptions& options) {
  auto* json =
      command.add_flag("--json", options.json, "JSON lines (the default unless on a terminal)");
  auto* csv =
      command
          .add_flag("--csv", options.csv, "Comma-separated values (the default for a .csv file)")
          ->excludes(json);
  command
      .add_flag("--table", options.table, "Aligned lines for people (the default on a terminal)")
      ->excludes(json)
      ->excludes(csv);
  command.add_option("--output", options.file,
                     "Write results to this file instead, each as soon as it is there: a run that "
                     "is ended, however, leaves what it had");
  command.add_flag("--quiet", options.quiet, "No progress, no summary, no notes");
}

Result<void> settle(OutputOptions& options) {
  if (options.file == "-") options.file.clear();
  options.format = format_of(options);
  return {};
}

}  // namespace tidemark::cli
