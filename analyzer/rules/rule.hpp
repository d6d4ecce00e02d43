// A rule by which an answer is recognised: plain data, as rule files say it (docs/rules.md).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/result/domain_result.hpp"

namespace tidemark::analyzer {

// What it means that a rule holds.
enum class Meaning {
  kPresent,    // the vendor is there; says nothing about this answer
  kChallenge,  // the vendor asks for proof
  kBlock,      // the vendor refuses
  kKind,       // the page is of a kind, which gives the state `Rule::state`
};

// Where a pattern looks. Each field is a text of lines, one line per value.
enum class Field {
  kHeader,    // "name: value" of each header, the name in lower case
  kCookie,    // the name of each cookie that is set
  kTitle,     // of the page
  kText,      // visible text
  kFallback,  // text inside noscript and frame elements
  kSource,    // each URL of a script, frame, image, style sheet, form or refresh, as written
  kScript,    // the text of inline scripts
  kElement,   // "#id" and ".class" of each element
  kMeta,      // "name: content" of each meta element
  kLink,      // each other host that is linked to
  kRedirect,  // the host that answered in the end, where it is not the domain's owner's
  kUrl,       // the final URL
};
inline constexpr std::size_t kFields = 12;

// The key in a rule file: "header", "cookie", ...
[[nodiscard]] std::string_view to_string(Field field);

// A regular expression (RE2) that matches somewhere in a line of the field; case does not matter.
struct Pattern {
  Field field = Field::kHeader;
  std::string expression;
  std::size_t index = 0;  // of the expression among its field's; the RuleBook gives it
};

// One test on an answer; exactly one of these is given.
struct Condition {
  std::optional<Pattern> pattern = {};
  std::vector<int> statuses = {};              // the answer has one of them
  std::optional<std::size_t> text_below = {};  // it has fewer characters of visible text
  std::vector<Condition> any = {};             // at least one holds
  std::vector<Condition> none = {};            // none holds
};

struct Rule {
  std::string id;      // "cloudflare/challenge-header"
  std::string vendor;  // "cloudflare": the part before the slash
  Meaning meaning = Meaning::kPresent;
  State state = State::kAlive;  // with kKind
  Confidence confidence = Confidence::kHigh;
  std::vector<Condition> when = {};  // all hold
};

}  // namespace tidemark::analyzer
