// What the lists say of a name, without regard to their formats.
#pragma once

#include <string_view>

#include "analyzer/lists/rule_set.hpp"

namespace tidemark::analyzer {

// Looks into `rules`, which outlives it: those of all lists, allow rules included.
class ListedNames {
 public:
  explicit ListedNames(const RuleSet& rules) : rules_(&rules) {}

  // A rule for the name, or one for a name above that reaches it.
  [[nodiscard]] bool blocks(std::string_view name) const;
  // An allow rule reaches it: somebody decided that it must work.
  [[nodiscard]] bool allows(std::string_view name) const;
  // The www or apex twin has a rule of its own.
  [[nodiscard]] bool blocks_twin(std::string_view name) const;

 private:
  const RuleSet* rules_;
};

}  // namespace tidemark::analyzer
