#include "cli/analyze/rule_options.hpp"

#include <CLI/CLI.hpp>

namespace tidemark::cli {

void add_rule_options(CLI::App& command, RuleOptions& options) {
  command.add_option(
      "--rules", options.file,
      "JSON file of rules by which vendors and kinds of pages are recognised, on top "
      "of the built-in ones or instead of them (docs/rules.md)");
}

Result<analyzer::RuleBook> make_rules(const RuleOptions& options) {
  if (options.file.empty()) return analyzer::RuleBook::built_in();
  const auto own = analyzer::load_rule_file(options.file);
  if (!own) return std::unexpected(own.error());
  return analyzer::RuleBook::with(*own);
}

}  // namespace tidemark::cli
