// Lists, read to their end into one set of rules.
#pragma once

#include <string>
#include <vector>

#include "analyzer/lists/rule_set.hpp"
#include "analyzer/tasks/input.hpp"
#include "probes/base/result.hpp"

namespace tidemark::cli {

struct RefusedLine {
  std::string source;  // "list.txt:12"; untrusted
  std::string reason;  // printable
};

struct ReadLists {
  analyzer::RuleSet rules;
  std::size_t taken = 0;  // rules, before those for the same name were put together
  std::vector<RefusedLine> refused;
};

// `trees`: a block of a name alone becomes one of all below it, too. kBadInput: one of the inputs
// is no list; kIo: it cannot be read.
[[nodiscard]] Result<ReadLists> read_lists(std::vector<analyzer::Input> inputs,
                                           analyzer::Dialect dialect, bool trees);

}  // namespace tidemark::cli
