// The keyword file in analyzer/scoring/data, as part of the program.
#pragma once

#include <string_view>

namespace tidemark::analyzer {

extern const std::string_view kBuiltInKeywords;

}  // namespace tidemark::analyzer
