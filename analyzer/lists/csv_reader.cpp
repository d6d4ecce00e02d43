#include "analyzer/lists/csv_reader.hpp"

#include <algorithm>
#include <array>

#include "analyzer/lists/plain_name.hpp"
#include "analyzer/lists/words.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::array<std::string_view, 8> kNameColumns{
    "domain", "domains", "host", "hostname", "name", "site", "origin", "root domain"};

// Fields have no commas inside: names, ranks and counts have none. `more`: another one follows,
// perhaps an empty one at the end.
std::string_view next_cell(std::string_view& line, bool& more) {
  more = line.find(',') != std::string_view::npos;
  std::string_view cell = trim(next_field(line, ','));
  if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') {
    cell = cell.substr(1, cell.size() - 2);
  }
  return cell;
}

bool is_name_column(std::string_view cell) {
  return std::ranges::any_of(kNameColumns,
                             [&](std::string_view column) { return is_word(cell, column); });
}

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// Other programs' rules, told by their first cell.
bool is_proxy_rule(std::string_view cell) {
  return begins_with_word(cell, "domain-") || is_word(cell, "domain") || is_word(cell, "ip-cidr") ||
         is_word(cell, "ip-cidr6") || is_word(cell, "process-name") || is_word(cell, "url-regex");
}

}  // namespace

bool CsvReader::is_header_word(std::string_view line) { return is_name_column(line); }

bool CsvReader::reads_quoted(std::string_view line) const {
  if (line.find(',') == std::string_view::npos) return false;
  bool more = true;
  const std::string_view first = next_cell(line, more);
  if (has_header_ || is_number(first)) return true;
  for (std::string_view cell = first; !is_name_column(cell); cell = next_cell(line, more)) {
    if (!more) return false;
  }
  return true;
}

bool CsvReader::read_header(std::string_view line) {
  std::size_t column = 0;
  std::size_t found = 0;
  bool any = false;
  for (bool more = true; more;) {
    const std::string_view cell = next_cell(line, more);
    // A header has neither names nor numbers.
    if (cell.find('.') != std::string_view::npos || is_number(cell)) return false;
    if (!any && is_name_column(cell)) {
      found = column;
      any = true;
    }
    ++column;
  }
  if (!any) return false;
  columns_ = column;
  name_column_ = found;
  has_header_ = true;
  return true;
}

void CsvReader::read(std::string_view line, RuleMaker& out) {
  if (!has_header_ && read_header(line)) return;
  std::string_view rest = line;
  std::string_view first;
  std::string_view name;
  std::size_t column = 0;
  for (bool more = true; more;) {
    const std::string_view cell = next_cell(rest, more);
    if (column == 0) first = cell;
    if (column == name_column_) name = cell;
    ++column;
  }
  if (is_proxy_rule(first)) return out.refuse(line, "is a rule of Clash or Surge");
  const bool fits = column == columns_ && !name.empty() && (has_header_ || is_number(first));
  if (!fits || name.find_first_of(kBlanks) != std::string_view::npos) {
    return out.refuse(line, has_header_ ? "has not the columns of the header"
                                        : "is neither rank,name nor below a header that says more");
  }
  read_plain_name(name, out);
}

}  // namespace tidemark::analyzer
