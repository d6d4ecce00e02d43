// The rule files in analyzer/rules/data, as part of the program.
#pragma once

#include <string_view>

namespace tidemark::analyzer {

extern const std::string_view kProtectionRules;
extern const std::string_view kPageKindRules;

}  // namespace tidemark::analyzer
