// From the JSON of a rule file to rules.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "analyzer/rules/rule_file.hpp"

namespace tidemark::analyzer {

// Throws JsonProblem.
[[nodiscard]] RuleFile read_rules(const nlohmann::json& document);

}  // namespace tidemark::analyzer
