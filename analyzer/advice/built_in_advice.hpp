// The data files in analyzer/advice/data, as part of the program.
#pragma once

#include <string_view>

namespace tidemark::analyzer {

extern const std::string_view kGuardList;
extern const std::string_view kVariantEndings;

}  // namespace tidemark::analyzer
