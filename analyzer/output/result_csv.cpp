#include "analyzer/output/result_csv.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "probes/base/printable.hpp"
#include "probes/base/utc_text.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::size_t kLongestCell = 1000;

// Appended to only, never reordered: scripts count columns.
constexpr std::array<std::string_view, 21> kColumns{
    "domain",      "source",        "state",     "confidence", "cause",       "vendor",
    "signal",      "status",        "final_url", "title",      "text_length", "read_by",
    "ms",          "checked_at",    "cached",    "attempts",   "addresses",   "cnames",
    "protections", "inferred_from", "reason"};

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

// In quotes unless plainly harmless: a spreadsheet may also split at semicolons and blanks.
std::string cell(std::string_view text) {
  std::string shown = printable(text, kLongestCell);
  if (begins_a_formula(shown)) shown.insert(0, 1, '\'');
  if (std::ranges::all_of(shown, is_plain)) return shown;
  std::string quoted = "\"";
  for (const char c : shown) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

template <typename T>
std::string name_or_nothing(const std::optional<T>& value) {
  return value ? std::string(to_string(*value)) : std::string();
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string protections_of(const DomainResult& result) {
  std::vector<std::string> words;
  words.reserve(result.protections.size());
  for (const VendorSighting& sighting : result.protections) {
    words.push_back(sighting.vendor + ':' + std::string(to_string(sighting.protection)));
  }
  return joined(words);
}

using Cells = std::array<std::string, kColumns.size()>;

std::string row_of(const Cells& cells) {
  std::string row;
  for (const std::string& text : cells) {
    if (&text != &cells.front()) row += ',';
    row += cell(text);
  }
  return row + '\r';
}

}  // namespace

std::string csv_header() {
  std::string row;
  for (const std::string_view column : kColumns) {
    if (!row.empty()) row += ',';
    row += column;
  }
  return row + '\r';
}

std::string csv_row(const DomainResult& result) {
  return row_of({result.domain,
                 result.source,
                 std::string(to_string(result.state)),
                 std::string(to_string(result.confidence)),
                 name_or_nothing(result.cause),
                 result.vendor,
                 result.signal,
                 result.status ? std::to_string(*result.status) : "",
                 result.final_url,
                 result.title,
                 std::to_string(result.text_length),
                 name_or_nothing(result.read_by),
                 std::to_string(result.took.count()),
                 utc_text(result.checked_at),
                 result.cached ? "true" : "false",
                 std::to_string(result.attempts.size()),
                 joined(result.name.addresses),
                 joined(result.name.cnames),
                 protections_of(result),
                 result.inferred ? result.inferred->from : "",
                 ""});
}

std::string unvisited_csv_row(const Task& task) {
  Cells cells;
  cells[0] = task.domain;
  cells[1] = task.source;
  cells[2] = to_string(task.kind);
  cells.back() = task.reason;
  return row_of(cells);
}

}  // namespace tidemark::analyzer
