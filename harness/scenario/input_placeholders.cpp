#include "harness/scenario/input_placeholders.hpp"

#include <algorithm>

#include "harness/scenario/placeholders.hpp"

namespace tidemark::harness {
namespace {

bool any_has(const std::vector<std::string>& command, const char* placeholder) {
  return std::ranges::any_of(
      command, [&](const std::string& argument) { return has_placeholder(argument, placeholder); });
}

}  // namespace

SubjectInput input_named_by(const std::vector<std::string>& command) {
  if (any_has(command, kInputPlaceholder)) return SubjectInput::kFile;
  const bool domains = std::ranges::find(command, kDomainsPlaceholder) != command.end();
  return domains || takes_one_domain(command) ? SubjectInput::kArgument : SubjectInput::kStdin;
}

bool takes_one_domain(const std::vector<std::string>& command) {
  return any_has(command, kDomainPlaceholder);
}

}  // namespace tidemark::harness
