#include "probes/base/csv_cell.hpp"

#include <algorithm>
#include <array>

#include "probes/base/printable.hpp"

namespace tidemark {
namespace {

constexpr std::size_t kLongestCell = 1000;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("._-:/").contains(c);
}

// Excel and LibreOffice take a cell for a formula by its first character, some also by the
// full-width forms of these.
bool begins_a_formula(std::string_view text) {
  constexpr std::array<std::string_view, 8> kStarts{
      "=", "+", "-", "@", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return std::ranges::any_of(kStarts,
                             [&](std::string_view start) { return text.starts_with(start); });
}

}  // namespace

std::string csv_cell(std::string_view text) {
  std::string shown = printable(text, kLongestCell);
  if (begins_a_formula(shown)) shown.insert(0, 1, '\'');
  // A spreadsheet may also split at semicolons and blanks.
  if (std::ranges::all_of(shown, is_plain)) return shown;
  std::string quoted = "\"";
  for (const char c : shown) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

}  // namespace tidemark
