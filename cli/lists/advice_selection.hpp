// Which of the recommendations `tidemark lists review` and `apply` act on.
#pragma once

#include <string>
#include <vector>

#include "analyzer/advice/recommendation_file.hpp"
#include "probes/base/result.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

struct AdviceSelection {
  std::vector<std::string> kinds;       // "add", "remove", "variant"; empty: all
  std::vector<std::string> categories;  // empty: all
  analyzer::Confidence least = analyzer::Confidence::kMedium;
  std::vector<std::string> ids;    // these alone, whatever their confidence
  std::vector<std::string> lists;  // "food=other.txt": another file for a category
};

struct SelectedAdvice {
  std::vector<analyzer::Recommendation> chosen;
  std::size_t unsure = 0;  // left out for their confidence alone
};

void add_selection_options(CLI::App& command, AdviceSelection& selection);

// kBadInput: an id or a category that the file does not have.
[[nodiscard]] Result<SelectedAdvice> select_advice(const analyzer::RecommendationFile& file,
                                                   const AdviceSelection& selection);
// Puts the files of `--list` in the place of the recommended ones'. kBadInput as above.
[[nodiscard]] Result<void> replace_lists(analyzer::RecommendationFile& file,
                                         const AdviceSelection& selection);

}  // namespace tidemark::cli
