#include "analyzer/lists/adblock_rule.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "analyzer/lists/sink_address.hpp"
#include "analyzer/lists/words.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::analyzer {
namespace {

struct KnownModifier {
  std::string_view name;
  std::string_view why_not;
};
constexpr std::array kConditional{
    KnownModifier{"client", "holds for some clients only ($client)"},
    KnownModifier{"ctag", "holds for some kinds of client only ($ctag)"},
    KnownModifier{"dnstype", "holds for some record types only ($dnstype)"},
    KnownModifier{"denyallow", "has exceptions of its own ($denyallow)"},
    KnownModifier{"badfilter", "switches another rule off ($badfilter)"},
    KnownModifier{"dnsrewrite", "answers with something else instead of blocking ($dnsrewrite)"},
};

bool rewrites_to_nowhere(std::string_view value) {
  return is_word(value, "nxdomain") || is_word(value, "refused") || is_word(value, "nxdomain;;") ||
         is_word(value, "refused;;") || use_of_address(value) == AddressUse::kSink;
}

// Why a rule with these modifiers is none for us; empty if it is one.
std::string fault_of_modifiers(std::string_view modifiers, bool allow, bool& important) {
  while (!modifiers.empty()) {
    const std::string_view modifier = trim(next_field(modifiers, ','));
    std::string_view value = modifier;
    const std::string_view name = next_field(value, '=');
    if (name == "important") {
      important = true;
    } else if (name == "dnsrewrite" && !allow && rewrites_to_nowhere(value)) {
      // A block that says how.
    } else if (const auto* known = std::ranges::find(kConditional, name, &KnownModifier::name);
               known != kConditional.end()) {
      return std::string(known->why_not);
    } else {
      return "has a modifier that DNS cannot follow ($" + printable(name.substr(0, 40)) + ")";
    }
  }
  return {};
}

}  // namespace

void read_adblock_rule(std::string_view line, RuleMaker& out) {
  std::string_view pattern = line;
  const bool allow = pattern.starts_with("@@");
  if (allow) pattern.remove_prefix(2);
  if (pattern.starts_with('/')) {
    return out.refuse(line, "is a regular expression: it names no single domain");
  }
  bool important = false;
  const std::size_t dollar = pattern.rfind('$');
  if (dollar != std::string_view::npos) {
    const std::string fault = fault_of_modifiers(pattern.substr(dollar + 1), allow, important);
    if (!fault.empty()) return out.refuse(line, fault);
    pattern = pattern.substr(0, dollar);
  }
  RuleReach reach = RuleReach::kName;
  if (pattern.starts_with("||")) {
    pattern.remove_prefix(2);
    reach = RuleReach::kTree;
  } else if (pattern.starts_with('|')) {
    pattern.remove_prefix(1);
  } else {
    return out.refuse(line, "is not anchored with ||: it matches inside other names, too");
  }
  if (pattern.ends_with("^|")) pattern.remove_suffix(1);
  if (pattern.find('/') != std::string_view::npos) {
    return out.refuse(line, "is about a path, not a domain");
  }
  if (!pattern.ends_with('^')) {
    return out.refuse(line, "has no ^ at its end: it matches longer names, too");
  }
  pattern.remove_suffix(1);
  if (reach == RuleReach::kTree && pattern.starts_with("*.")) {
    pattern.remove_prefix(2);
    reach = RuleReach::kBelow;
  }
  if (pattern.find_first_of("*^|") != std::string_view::npos) {
    return out.refuse(line, "is a pattern, not a name");
  }
  allow ? out.allow(pattern, reach, important) : out.block(pattern, reach, important);
}

bool is_cosmetic_marker(std::string_view line, std::size_t at) {
  return at > 0 && !is_blank(line[at - 1]) && at + 1 < line.size() &&
         std::string_view("#@$?%").contains(line[at + 1]);
}

}  // namespace tidemark::analyzer
