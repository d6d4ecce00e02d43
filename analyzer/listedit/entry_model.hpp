// How entries of a list look, so that a new one looks like its neighbours.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/listedit/list_lines.hpp"

namespace tidemark::analyzer {

// Whether all that the line says is a block of `name`.
[[nodiscard]] bool is_about(const ListLines& list, std::size_t line, std::string_view name);
// Whether the line only prepares for the data of `name` that follows (unbound's redirect zones).
[[nodiscard]] bool prepares_for(const ListLines& list, std::size_t line, std::string_view name);
// Whether the line is a zone's record whose owner the next one takes over.
[[nodiscard]] bool lends_owner(const ListLines& list, std::size_t line);

// An entry as the list has them, in one or more lines.
class EntryModel {
 public:
  // The last entry of the list; one by what the list begins with where it has none.
  [[nodiscard]] static EntryModel of(const ListLines& list);

  // The lines of an entry for `name`, without endings.
  [[nodiscard]] std::vector<std::string> lines_for(std::string_view name) const;

 private:
  std::vector<std::string> lines_;
  std::string name_;  // that stands in them
};

}  // namespace tidemark::analyzer
