// Response policy zones (RPZ): zone files whose records say what a resolver answers instead.
#pragma once

#include <string>
#include <string_view>

#include "analyzer/lists/rule_maker.hpp"

namespace tidemark::analyzer {

// One zone file, record by record. "name CNAME ." (or "*.", rpz-drop., an address of nowhere)
// blocks the name, "*.name" all below it, rpz-passthru. allows. Owners are relative to the zone,
// which $ORIGIN or the SOA record names. Triggers on addresses are refused.
class ZoneReader {
 public:
  // False if the line is neither a record nor a directive nor part of one. `line` is not trimmed: a
  // record that begins with a blank belongs to the owner before it.
  [[nodiscard]] bool read(std::string_view line, RuleMaker& out);
  // A parenthesis is open: the next line belongs to the record, whatever it looks like.
  [[nodiscard]] bool is_within_record() const { return open_parentheses_ > 0; }

 private:
  struct Record {
    std::string_view owner;
    std::string_view type;
    std::string_view data;
  };
  [[nodiscard]] bool find_record(std::string_view line, Record& record) const;
  void read_directive(std::string_view line, RuleMaker& out);
  void take_record(const Record& record, std::string_view line, RuleMaker& out);
  void take_policy(const Record& record, std::string_view name, std::string_view line,
                   RuleMaker& out);
  // The owner as a name below the zone, in `absolute_` if it has to be put together; empty where
  // that cannot be known, with the reason.
  [[nodiscard]] std::string_view below_zone(std::string_view owner, std::string_view& why_not);

  std::string zone_;    // without the last dot; empty: not told yet
  std::string origin_;  // the same, for relative owners
  std::string last_owner_;
  std::string absolute_;
  int open_parentheses_ = 0;
  int lines_within_ = 0;  // since the first of them
};

}  // namespace tidemark::analyzer
