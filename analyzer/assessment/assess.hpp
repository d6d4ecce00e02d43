// From the store to all that is known of a set of domains together.
#pragma once

#include <string>
#include <vector>

#include "analyzer/categories/category.hpp"
#include "analyzer/result/assessment.hpp"
#include "probes/base/result.hpp"
#include "probes/database/database.hpp"

namespace tidemark::analyzer {

// Whom an assessment is about. Neither categories nor domains: everybody in the store.
struct AssessmentScope {
  std::vector<Category> categories = {};
  std::vector<std::string> domains = {};  // besides those of the categories
};

// Reads the latest visit of each of the domains, beside a running analyzer too: all that is read is
// of one moment. Relations are of everybody in the store, whatever the scope. Recommendations are
// left to others. kBadInput when the file is damaged. Domains that were never visited are missing.
[[nodiscard]] Result<Assessment> assess(probes::Database& database, const AssessmentScope& scope);

}  // namespace tidemark::analyzer
