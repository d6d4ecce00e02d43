#include "analyzer/rules/rule_book.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "analyzer/rules/answer_fields.hpp"
#include "analyzer/rules/built_in_rules.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::size_t at(Field field) { return static_cast<std::size_t>(field); }

// Tests conditions on one answer; a field is made and searched when first asked for.
class Inspection {
 public:
  Inspection(const Answer& answer, const std::array<PatternSet, kFields>& patterns)
      : answer_(answer), patterns_(patterns) {}

  [[nodiscard]] bool holds(const Condition& condition) {
    const auto test = [this](const Condition& inner) { return holds(inner); };
    if (condition.pattern) {
      return std::ranges::binary_search(look(condition.pattern->field).matched,
                                        condition.pattern->index);
    }
    if (condition.text_below) return answer_.page.content.text_length < *condition.text_below;
    if (!condition.any.empty()) return std::ranges::any_of(condition.any, test);
    if (!condition.none.empty()) return std::ranges::none_of(condition.none, test);
    return std::ranges::find(condition.statuses, answer_.status) != condition.statuses.end();
  }

  // What the first pattern that matched did match; empty if only statuses and sizes were tested.
  [[nodiscard]] std::string quote(const std::vector<Condition>& conditions) {
    for (const Condition& condition : conditions) {
      if (condition.pattern && holds(condition)) {
        const auto& [field, ignored, index] = *condition.pattern;
        std::string text = patterns_[at(field)].quote(index, look(field).text);
        const bool names_itself = field == Field::kHeader || field == Field::kMeta;
        return names_itself ? text : std::string(to_string(field)) + " " + text;
      }
      if (std::string text = quote(condition.any); !text.empty()) return text;
    }
    return {};
  }

 private:
  struct Looked {
    std::string text;
    std::vector<std::size_t> matched;
  };

  const Looked& look(Field field) {
    std::optional<Looked>& looked = looked_[at(field)];
    if (!looked) {
      looked.emplace(Looked{.text = field_text(answer_, field), .matched = {}});
      looked->matched = patterns_[at(field)].search(looked->text);
    }
    return *looked;
  }

  const Answer& answer_;
  const std::array<PatternSet, kFields>& patterns_;
  std::array<std::optional<Looked>, kFields> looked_;
};

void number_patterns(std::vector<Condition>& conditions,
                     std::array<PatternSet, kFields>& patterns) {
  for (Condition& condition : conditions) {
    if (condition.pattern) {
      Pattern& pattern = *condition.pattern;
      pattern.index = patterns[at(pattern.field)].add(pattern.expression);
    }
    number_patterns(condition.any, patterns);
    number_patterns(condition.none, patterns);
  }
}

std::vector<Rule> built_in_rules() {
  std::vector<Rule> rules;
  for (const auto& [text, name] : {std::pair{kProtectionRules, "protection.json"},
                                   std::pair{kPageKindRules, "page_kinds.json"}}) {
    auto file = parse_rule_file(text, name);
    // Only a build with a broken file gets here; the tests would have said so.
    if (!file) throw std::logic_error(file.error().message);
    std::ranges::move(file->rules, std::back_inserter(rules));
  }
  return rules;
}

}  // namespace

RuleBook RuleBook::built_in() {
  auto book = create(built_in_rules());
  if (!book) throw std::logic_error(book.error().message);
  return *std::move(book);
}

Result<RuleBook> RuleBook::with(const RuleFile& own) {
  std::vector<Rule> rules;
  if (!own.replaces_built_in) rules = built_in_rules();
  const auto find = [&](const std::string& id) { return std::ranges::find(rules, id, &Rule::id); };
  for (const std::string& id : own.without) {
    if (find(id) == rules.end()) {
      return failure(ErrorCode::kBadInput,
                     "\"without\" of the rule file: there is no built-in rule " + printable(id));
    }
    rules.erase(find(id));
  }
  // A user's new rules are asked first: they know their sites.
  std::vector<Rule> added;
  for (const Rule& rule : own.rules) {
    if (const auto known = find(rule.id); known != rules.end()) {
      *known = rule;
    } else {
      added.push_back(rule);
    }
  }
  std::ranges::move(rules, std::back_inserter(added));
  return create(std::move(added));
}

Result<RuleBook> RuleBook::create(std::vector<Rule> rules) {
  RuleBook book;
  book.rules_ = std::move(rules);
  for (Rule& rule : book.rules_) number_patterns(rule.when, book.patterns_);
  for (PatternSet& set : book.patterns_) {
    if (!set.compile()) {
      return failure(ErrorCode::kBadInput, "the patterns of the rules are too large together");
    }
  }
  return book;
}

std::vector<Finding> RuleBook::find(const Answer& answer) const {
  Inspection inspection(answer, patterns_);
  std::vector<Finding> out;
  for (const Rule& rule : rules_) {
    if (std::ranges::all_of(rule.when,
                            [&](const Condition& one) { return inspection.holds(one); })) {
      out.push_back({.rule = &rule, .quote = inspection.quote(rule.when)});
    }
  }
  return out;
}

}  // namespace tidemark::analyzer
