#include "cli/analyze/score_options.hpp"

#include <CLI/CLI.hpp>

namespace tidemark::cli {

void add_score_options(CLI::App& command, ScoreOptions& options) {
  command.add_option("--keywords", options.keywords,
                     "JSON file of keywords that pages are scored by, on top of the built-in ones "
                     "or instead of them (docs/scores.md)");
  command
      .add_option("--compat", options.compat,
                  "Score as another analyzer does: seed (keywords also within other words)")
      ->check(CLI::IsMember({"seed"}));
}

Result<analyzer::KeywordBook> make_keywords(const ScoreOptions& options) {
  const auto matching =
      options.compat.empty() ? analyzer::Matching::kWords : analyzer::Matching::kSubstrings;
  if (options.keywords.empty()) return analyzer::KeywordBook::built_in(matching);
  return analyzer::KeywordBook::load(options.keywords, matching);
}

}  // namespace tidemark::cli
