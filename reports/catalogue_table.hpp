// A catalogue's runs as a table on a terminal.
#pragma once

#include <cstddef>
#include <string>

#include "harness/record/catalogue_record.hpp"

namespace tidemark::reports {

// A line for each run: whether it was as expected, scenario, variant, verdict, seconds, what was
// found; then what was skipped, and the sum. Lines end in '\n'. Everything that came from outside
// went through printable().
[[nodiscard]] std::string catalogue_table(const harness::CatalogueRecord& record,
                                          std::size_t width);

// "37 of 38 as expected, 2 skipped, in 12 min 3 s".
[[nodiscard]] std::string catalogue_sum(const harness::CatalogueRecord& record);

// "context-leak", "context-leak, sound".
[[nodiscard]] std::string catalogue_name(const harness::CatalogueRun& run);

}  // namespace tidemark::reports
