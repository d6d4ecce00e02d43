// Rules as a JSON file; docs/rules.md describes the format.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/rules/rule.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

struct RuleFile {
  std::string version = {};               // as the file says it, for people
  bool replaces_built_in = false;         // else its rules are added, those of a known id replaced
  std::vector<std::string> without = {};  // ids of built-in rules that are not to be used
  std::vector<Rule> rules = {};
};

// kBadInput says where and what: "NAME: line 3, column 7: ...", "NAME: /groups/0/rules/2/when:
// ...". Unknown keys, repeated ids, regular expressions that RE2 does not take and more than 10,000
// rules are refused.
[[nodiscard]] Result<RuleFile> parse_rule_file(std::string_view text, std::string_view name);

// The same from a file of at most 8 MiB.
[[nodiscard]] Result<RuleFile> load_rule_file(const std::filesystem::path& file);

}  // namespace tidemark::analyzer
