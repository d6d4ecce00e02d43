#include "analyzer/advice/listed_names.hpp"

#include "analyzer/names/public_suffix.hpp"

namespace tidemark::analyzer {

bool ListedNames::blocks(std::string_view name) const {
  const auto own = rules_->find(name, RuleAction::kBlock);
  if (own && includes(own->reach, RuleReach::kName)) return true;
  return rules_->cover_of({.name = name, .action = RuleAction::kBlock}).has_value();
}

bool ListedNames::allows(std::string_view name) const {
  return rules_->is_allowed({.name = name, .action = RuleAction::kBlock});
}

bool ListedNames::blocks_twin(std::string_view name) const {
  const std::string twin = www_twin(name);
  return !twin.empty() && rules_->find(twin, RuleAction::kBlock).has_value();
}

}  // namespace tidemark::analyzer
