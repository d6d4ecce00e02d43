// Top lists as comma-separated values.
#pragma once

#include <cstddef>
#include <string_view>

#include "analyzer/lists/rule_maker.hpp"

namespace tidemark::analyzer {

// "rank,name", or whatever columns a header says: the column called domain, host, name, site or
// origin is read.
class CsvReader {
 public:
  // `line` has a comma, is trimmed and without comment.
  void read(std::string_view line, RuleMaker& out);
  // Whether `line`, the first of a file, is a header of one column ("domain").
  [[nodiscard]] static bool is_header_word(std::string_view line);
  // Whether `line`, which begins with a quotation mark, is a row of a top list or its header, and
  // not a piece of JSON.
  [[nodiscard]] bool reads_quoted(std::string_view line) const;

 private:
  [[nodiscard]] bool read_header(std::string_view line);

  std::size_t columns_ = 2;
  std::size_t name_column_ = 1;
  bool has_header_ = false;
};

}  // namespace tidemark::analyzer
