// Names that stand for themselves: one to a word.
#pragma once

#include <string_view>

#include "analyzer/lists/rule_maker.hpp"

namespace tidemark::analyzer {

// "name", "name.", "https://name/", "name:443", "*.name" and ".name" (the name and all below it).
// What names less than a whole host (a path, another port) or stands for many (a pattern) is
// refused. `word`: not empty, no blanks.
void read_plain_name(std::string_view word, RuleMaker& out);

}  // namespace tidemark::analyzer
