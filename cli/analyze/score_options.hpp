// By what pages are scored: the options about scores of `tidemark analyze`.
#pragma once

#include <string>

#include "analyzer/scoring/keyword_book.hpp"
#include "probes/base/result.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

struct ScoreOptions {
  std::string keywords;  // file; empty: the built-in keywords alone
  std::string compat;    // "seed"; empty: as Tidemark does
};

void add_score_options(CLI::App& command, ScoreOptions& options);

// The keywords that the options ask for. kBadInput says what is wrong with the file, and where.
[[nodiscard]] Result<analyzer::KeywordBook> make_keywords(const ScoreOptions& options);

}  // namespace tidemark::cli
