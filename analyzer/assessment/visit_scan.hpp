// Many visits at once, with one query for each table.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/result/domain_result.hpp"
#include "probes/base/result.hpp"
#include "probes/database/database.hpp"

namespace tidemark::analyzer {

struct ScannedVisit {
  std::int64_t visit = 0;
  std::string keywords = {};  // that its score was made by
  DomainResult result = {};   // without content
};

// Those of `visits` (ascending) that the store has, in that order. A visit that says something for
// which this Tidemark has no word is left out.
[[nodiscard]] Result<std::vector<ScannedVisit>> scan_visits(
    probes::Database& database, const std::vector<std::int64_t>& visits);

}  // namespace tidemark::analyzer
