// Rules of adblock syntax, as far as a DNS blocker can follow them.
#pragma once

#include <string_view>

#include "analyzer/lists/rule_maker.hpp"

namespace tidemark::analyzer {

// "||name^" (the name and all below it), "||*.name^" (all below it), "|name^" (the name alone),
// with
// "@@" before it an allow rule. $important and a $dnsrewrite to nowhere are understood; a rule with
// any other modifier is refused, because without the modifier it would say something else. `line`
// begins with '|' or "@@" and is trimmed.
void read_adblock_rule(std::string_view line, RuleMaker& out);

// Whether a '#' at `at` begins a cosmetic rule ("example.org##.banner"), not a comment.
[[nodiscard]] bool is_cosmetic_marker(std::string_view line, std::size_t at);

}  // namespace tidemark::analyzer
