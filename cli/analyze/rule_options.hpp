// By what answers are judged: the options about rules of `tidemark analyze`.
#pragma once

#include <string>

#include "analyzer/rules/rule_book.hpp"
#include "probes/base/result.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

struct RuleOptions {
  std::string file;  // empty: the built-in rules alone
};

void add_rule_options(CLI::App& command, RuleOptions& options);

// The rules that the options ask for. kBadInput says what is wrong with the file, and where.
[[nodiscard]] Result<analyzer::RuleBook> make_rules(const RuleOptions& options);

}  // namespace tidemark::cli
