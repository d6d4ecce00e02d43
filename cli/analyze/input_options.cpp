#include "cli/analyze/input_options.hpp"

#include <map>

#include <CLI/CLI.hpp>

#include "cli/list_options.hpp"

namespace tidemark::cli {

void add_input_options(CLI::App& command, InputOptions& options) {
  using analyzer::Dedupe;
  command.add_option(
      "INPUT", options.inputs,
      "Lists in any format, domains, or - to stream standard input: a result line for "
      "every domain, as soon as it is known");
  add_dialect_option(command, options.rules.dialect);
  static const std::map<std::string, Dedupe> names{
      {"none", Dedupe::kNone}, {"same", Dedupe::kSame}, {"covered", Dedupe::kCovered}};
  command
      .add_option_function<Dedupe>(
          "--dedupe", [&options](const Dedupe& chosen) { options.rules.dedupe = chosen; },
          "Visit once: a name that comes again (same), or that a rule for a name above reaches, "
          "too "
          "(covered); by default covered for lists, none for standard input")
      ->transform(CLI::CheckedTransformer(names).description(""))
      ->type_name("none|same|covered");
  command.add_flag("--visit-allowed", options.rules.visit_allowed,
                   "Visit the names of allow rules, too");
  command.add_flag("--strict", options.strict, "Exit code 2 if any input line is rejected");
}

// Not by the option parser: --explain takes no input.
Result<void> settle(InputOptions& options) {
  if (options.inputs.empty()) return failure(ErrorCode::kBadInput, "INPUT is required");
  return {};
}

}  // namespace tidemark::cli
