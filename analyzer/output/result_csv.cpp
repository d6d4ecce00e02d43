#include "analyzer/output/result_csv.hpp"

#include <array>
#include <vector>

#include "probes/base/csv_cell.hpp"
#include "probes/base/utc_text.hpp"

namespace tidemark::analyzer {
namespace {

// Appended to only, never reordered: scripts count columns.
constexpr std::array<std::string_view, 22> kColumns{
    "domain",      "source",        "state",     "confidence", "cause",       "vendor",
    "signal",      "status",        "final_url", "title",      "text_length", "read_by",
    "ms",          "checked_at",    "cached",    "attempts",   "addresses",   "cnames",
    "protections", "inferred_from", "reason",    "score"};

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
    row += csv_cell(text);
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
                 "",
                 result.score ? std::to_string(result.score->points) : ""});
}

std::string assessed_csv_header() {
  std::string row = csv_header();
  row.pop_back();
  return row + ",total,bonus,categories\r";
}

std::string assessed_csv_row(const AssessedDomain& domain) {
  std::string row = csv_row(domain.result);
  row.pop_back();
  row += ',' + (domain.score ? std::to_string(domain.total) : std::string());
  row += ',' + std::to_string(domain.relations.bonus);
  return row + ',' + csv_cell(joined(domain.categories)) + '\r';
}

std::string unvisited_csv_row(const Task& task) {
  Cells cells;
  cells[0] = task.domain;
  cells[1] = task.source;
  cells[2] = to_string(task.kind);
  cells[cells.size() - 2] = task.reason;
  return row_of(cells);
}

}  // namespace tidemark::analyzer
