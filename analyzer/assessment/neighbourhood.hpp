// Everybody in the store as pass 2 sees them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/result/assessment.hpp"
#include "probes/base/result.hpp"
#include "probes/database/database.hpp"

namespace tidemark::analyzer {

struct Neighbour {
  std::string domain;
  std::int64_t visit = 0;  // the latest
  std::optional<int> points = {};
  std::vector<OutboundHost> links = {};
  Relations relations = {};
};

// Sorted by domain. Links are those of pages that were read under the domain's own name: where a
// domain redirects to another, they are the other's.
[[nodiscard]] Result<std::vector<Neighbour>> read_neighbourhood(probes::Database& database);

}  // namespace tidemark::analyzer
