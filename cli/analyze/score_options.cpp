#include "cli/analyze/score_options.hpp"

#include <map>

#include <CLI/CLI.hpp>

namespace tidemark::cli {

void add_score_options(CLI::App& command, ScoreOptions& options) {
  command.add_option("--keywords", options.keywords,
                     "JSON file of keywords that pages are scored by, on top of the built-in ones "
                     "or instead of them (docs/scores.md)");
  command
      .add_option("--compat", options.like_seed,
                  "Score as another analyzer does: seed (keywords also within other words)")
      ->type_name("NAME")
      ->transform(CLI::CheckedTransformer(std::map<std::string, bool>{{"seed", true}}));
}

Result<analyzer::KeywordBook> make_keywords(const ScoreOptions& options) {
  const auto matching =
      options.like_seed ? analyzer::Matching::kSubstrings : analyzer::Matching::kWords;
  if (options.keywords.empty()) return analyzer::KeywordBook::built_in(matching);
  return analyzer::KeywordBook::load(options.keywords, matching);
}

}  // namespace tidemark::cli
