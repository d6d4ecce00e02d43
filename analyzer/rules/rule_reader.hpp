// From the JSON of a rule file to rules.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "analyzer/rules/rule_file.hpp"

namespace tidemark::analyzer {

// What is wrong with a rule file, and where. Thrown within this folder only.
struct RuleProblem {
  std::string pointer;  // RFC 6901
  std::string what;
};

// Throws RuleProblem.
[[nodiscard]] RuleFile read_rules(const nlohmann::json& document);

}  // namespace tidemark::analyzer
