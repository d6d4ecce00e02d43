// From the names that a line of a list mentions to checked rules.
#pragma once

#include <optional>
#include <string_view>

#include "analyzer/lists/list_rule.hpp"
#include "analyzer/names/host_name.hpp"

namespace tidemark::analyzer {

// What the readers of the formats hand their findings to. One for a whole list: its buffers are
// used again.
class RuleMaker {
 public:
  // Without `refuse_suffixes` a block rule may name a whole public suffix.
  RuleMaker(RuleSink& sink, bool refuse_suffixes)
      : sink_(sink), refuse_suffixes_(refuse_suffixes) {}

  void block(std::string_view name, RuleReach reach, bool important = false) {
    make(name, RuleAction::kBlock, reach, important);
  }
  void allow(std::string_view name, RuleReach reach, bool important = false) {
    make(name, RuleAction::kAllow, reach, important);
  }
  // A rule whose name has been checked by other rules than ours.
  void take(const ListRule& rule) { sink_.take(rule); }
  // "'`what`' `why`".
  void refuse(std::string_view what, std::string_view why);

 private:
  void make(std::string_view written, RuleAction action, RuleReach reach, bool important);

  RuleSink& sink_;
  bool refuse_suffixes_;
  HostName name_;
};

}  // namespace tidemark::analyzer
