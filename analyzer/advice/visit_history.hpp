// Earlier visits to a domain, from the store.
#pragma once

#include "analyzer/advice/advice.hpp"
#include "probes/database/database.hpp"

namespace tidemark::analyzer {

// Reads the latest 20 visits when asked. What cannot be read is empty: advice is then less sure.
// `database` outlives it.
[[nodiscard]] Result<VisitHistory> visit_history(probes::Database& database);

}  // namespace tidemark::analyzer
