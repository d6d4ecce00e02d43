// recommendations.json: what is recommended, and for which lists as they were then.
// docs/recommendations.md describes it, docs/recommendations.schema.json is its schema.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/result/recommendation.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// A category's list, as it was when the recommendations were made.
struct AdvisedList {
  std::string category;  // "food"
  std::string file;      // absolute; untrusted
  std::string sha256;    // of its content, in hexadecimal digits
};

struct RecommendationFile {
  std::chrono::system_clock::time_point made_at{};
  std::int64_t run = 0;                 // the latest run in the store; 0: made without one
  std::vector<AdvisedList> lists = {};  // one for each category
  std::vector<Recommendation> recommendations = {};
};

// Reads the list to name its content. `file` may be relative. kNotFound, kDenied, ...: cannot be
// read.
[[nodiscard]] Result<AdvisedList> advised_list(std::string category,
                                               const std::filesystem::path& file);

// The file's text, the same for the same recommendations.
[[nodiscard]] std::string recommendations_text(const RecommendationFile& file);

// kBadInput says where and what: "NAME: line 3, column 7: ...", "NAME: /recommendations/2/domain
// ...".
[[nodiscard]] Result<RecommendationFile> parse_recommendations(std::string_view text,
                                                               std::string_view name);
// The same from a file of at most 256 MiB.
[[nodiscard]] Result<RecommendationFile> load_recommendations(const std::filesystem::path& file);

}  // namespace tidemark::analyzer
