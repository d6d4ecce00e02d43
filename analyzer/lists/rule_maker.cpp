#include "analyzer/lists/rule_maker.hpp"

#include <string>

#include "analyzer/names/public_suffix.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::analyzer {

void RuleMaker::refuse(std::string_view what, std::string_view why) {
  // Only as much as is shown: a line may have 1 MiB.
  std::string reason = "'" + printable(what.substr(0, 400), 80) + "' ";
  reason += why;
  sink_.refuse(std::move(reason));
}

void RuleMaker::make(std::string_view written, RuleAction action, RuleReach reach, bool important) {
  if (const auto fault = name_.read(written)) return refuse(written, to_string(*fault));
  if (action == RuleAction::kBlock && refuse_suffixes_ && is_public_suffix(name_.text())) {
    return refuse(written, "is a public suffix: the names below it belong to different people");
  }
  sink_.take({.name = name_.text(),
              .action = action,
              .reach = reach,
              .important = important,
              .mixes_scripts = name_.mixes_scripts(),
              .written = name_.converted() ? written : std::string_view()});
}

}  // namespace tidemark::analyzer
