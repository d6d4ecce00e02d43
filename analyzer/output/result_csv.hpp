// Results as comma-separated values (RFC 4180); docs/results.md lists the columns.
#pragma once

#include <string>
#include <string_view>

#include "analyzer/result/domain_result.hpp"

namespace tidemark::analyzer {

// Rows end in a carriage return; the newline after it is the caller's. Untrusted text is made
// printable, so that a row is one line, and a cell that a spreadsheet would compute begins with an
// apostrophe.
[[nodiscard]] std::string csv_header();
[[nodiscard]] std::string csv_row(const DomainResult& result);
// The row for an input line that names no domain.
[[nodiscard]] std::string rejected_csv_row(std::string_view source, std::string_view reason);

}  // namespace tidemark::analyzer
