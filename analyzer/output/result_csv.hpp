// Results as comma-separated values (RFC 4180); docs/results.md lists the columns.
#pragma once

#include <string>

#include "analyzer/result/assessment.hpp"
#include "analyzer/result/domain_result.hpp"
#include "analyzer/tasks/task.hpp"

namespace tidemark::analyzer {

// Rows end in a carriage return; the newline after it is the caller's. Untrusted text is made
// printable, so that a row is one line, and a cell that a spreadsheet would compute begins with an
// apostrophe.
[[nodiscard]] std::string csv_header();
[[nodiscard]] std::string csv_row(const DomainResult& result);
// With what only many domains together show in three more columns.
[[nodiscard]] std::string assessed_csv_header();
[[nodiscard]] std::string assessed_csv_row(const AssessedDomain& domain);
// The row for a task that is no visit.
[[nodiscard]] std::string unvisited_csv_row(const Task& task);

}  // namespace tidemark::analyzer
