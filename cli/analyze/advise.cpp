#include "cli/analyze/advise.hpp"

#include <utility>

#include "analyzer/advice/advice.hpp"
#include "analyzer/advice/visit_history.hpp"
#include "cli/list_options.hpp"
#include "cli/lists/read_lists.hpp"

namespace tidemark::cli {

Result<analyzer::RecommendationFile> advise(analyzer::Assessment& assessment,
                                            probes::Database& store,
                                            const std::filesystem::path& guard) {
  analyzer::RecommendationFile file{.made_at = assessment.made_at, .run = assessment.run};
  std::vector<std::string> names;
  for (const analyzer::CategorySummary& category : assessment.categories) {
    names.push_back(category.file);
    auto list = analyzer::advised_list(category.name, category.file);
    if (!list) return std::unexpected(list.error());
    file.lists.push_back(*std::move(list));
  }
  auto inputs = open_inputs(names);
  if (!inputs) return std::unexpected(inputs.error());
  const auto lists = read_lists(*std::move(inputs), analyzer::Dialect::kAny, false);
  if (!lists) return std::unexpected(lists.error());
  const auto guarded = guard.empty() ? Result<analyzer::GuardList>(analyzer::GuardList::built_in())
                                     : analyzer::GuardList::load(guard);
  if (!guarded) return std::unexpected(guarded.error());
  auto history = analyzer::visit_history(store);
  if (!history) return std::unexpected(history.error());
  assessment.recommendations = analyzer::recommend({.assessment = assessment,
                                                    .listed = analyzer::ListedNames(lists->rules),
                                                    .guard = *guarded,
                                                    .history = *std::move(history)});
  file.recommendations = assessment.recommendations;
  return file;
}

}  // namespace tidemark::cli
