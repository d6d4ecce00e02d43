// Rules ready for use.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "analyzer/rules/answer.hpp"
#include "analyzer/rules/pattern_set.hpp"
#include "analyzer/rules/rule.hpp"
#include "analyzer/rules/rule_file.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// A rule that holds for an answer.
struct Finding {
  const Rule* rule = nullptr;  // lives as long as its RuleBook
  std::string quote;           // what in the answer its first pattern matched; untrusted
};

// Immutable once made; any number of threads may ask at once.
class RuleBook {
 public:
  // The rules this program comes with.
  [[nodiscard]] static RuleBook built_in();

  // Those and a user's on top, as the file says. kBadInput: it excludes rules that are not there,
  // or is too large.
  [[nodiscard]] static Result<RuleBook> with(const RuleFile& own);

  // kBadInput: the patterns together are too large.
  [[nodiscard]] static Result<RuleBook> create(std::vector<Rule> rules);

  // Every rule that holds, in the order of the book. Each field of the answer is read once.
  [[nodiscard]] std::vector<Finding> find(const Answer& answer) const;

  [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }

 private:
  std::vector<Rule> rules_;
  std::array<PatternSet, kFields> patterns_;
};

}  // namespace tidemark::analyzer
