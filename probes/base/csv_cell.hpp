// Untrusted text as a cell of comma-separated values (RFC 4180).
#pragma once

#include <string>
#include <string_view>

namespace tidemark {

// printable(), cut after 1,000 columns, so that a row is one line; in quotes unless plainly
// harmless. What a spreadsheet would compute begins with an apostrophe.
[[nodiscard]] std::string csv_cell(std::string_view text);

}  // namespace tidemark
