// Recommendations for the lists that an assessment is about.
#pragma once

#include <filesystem>

#include "analyzer/advice/recommendation_file.hpp"
#include "analyzer/result/assessment.hpp"
#include "probes/base/result.hpp"
#include "probes/database/database.hpp"

namespace tidemark::cli {

// Fills in `assessment.recommendations` from the lists in its categories, which are read again, the
// history of visits, and the guard list (`guard`: a file on top of the built-in one; may be empty).
// Returns what recommendations.json says; without categories it has no recommendations.
[[nodiscard]] Result<analyzer::RecommendationFile> advise(analyzer::Assessment& assessment,
                                                          probes::Database& store,
                                                          const std::filesystem::path& guard);

}  // namespace tidemark::cli
