// A list as lines that can be put together again byte by byte, and what each of them says.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/lists/list_rule.hpp"

namespace tidemark::analyzer {

// Views of the list's content.
struct TextLine {
  std::string_view text;
  std::string_view ending;  // "\n", "\r\n", or nothing at the end of the file
};

// A rule and the line (from 0) that makes it.
struct PlacedRule {
  std::size_t line = 0;
  std::string name;
  RuleAction action = RuleAction::kBlock;
  RuleReach reach = RuleReach::kName;
  bool important = false;

  // Whether both say the same, wherever they stand.
  [[nodiscard]] bool says_the_same(const PlacedRule& other) const {
    return name == other.name && action == other.action && reach == other.reach &&
           important == other.important;
  }
};

struct ListLines {
  std::string_view mark;  // the byte order mark, if the list begins with one
  std::vector<TextLine> lines;
  std::vector<PlacedRule> rules;      // by line
  std::vector<std::size_t> refusals;  // a line for each thing on it that is no rule

  [[nodiscard]] std::span<const PlacedRule> rules_on(std::size_t line) const;
  [[nodiscard]] bool has_refusal(std::size_t line) const;
};

// Any bytes; the result's views last as long as `content`.
[[nodiscard]] ListLines read_list_lines(std::string_view content);

}  // namespace tidemark::analyzer
