// What changes in a list when names are added to it or removed, and nothing else does.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "probes/base/result.hpp"

namespace tidemark::analyzer {

struct WantedEdit {
  bool removes = false;  // else adds
  std::string name;      // lower case, punycode
};

// At one line of the old list (from 0): it goes or stays, and `adds` come in its place, after it or
// before it. Line number `lines.size()` is the end of the list.
struct LineEdit {
  std::size_t line = 0;
  bool removes = false;
  bool before = false;                 // `adds` come before the line
  std::vector<std::string> adds = {};  // with their endings
};

struct EditPlan {
  std::vector<LineEdit> edits;       // by line; empty: nothing changes
  std::vector<std::string> why_not;  // for each wanted edit; empty: it is done
  std::string content;               // of the list afterwards
};

// A removal takes the lines of exactly that name away, or the name from lines with others. An
// addition is written as the last entry is and put behind it. The new content has been read again:
// it says what the old one did with these names more or less. kBadInput where that cannot be had,
// naming the line that stands in the way; `file` is for messages. Pure.
[[nodiscard]] Result<EditPlan> plan_edits(std::string_view content,
                                          const std::vector<WantedEdit>& wanted,
                                          std::string_view file);

// What takes `edits` back again: edits of the list that they made of `content`.
[[nodiscard]] std::vector<LineEdit> inverse_of(const std::vector<LineEdit>& edits,
                                               std::string_view content);

// The edits as a unified diff with three lines around each, made printable. `content` is the old
// list's.
[[nodiscard]] std::string unified_diff(std::string_view content, const std::vector<LineEdit>& edits,
                                       std::string_view file);

}  // namespace tidemark::analyzer
