// What changed between two runs, in every format.
#pragma once

#include <string>
#include <string_view>

#include "analyzer/result/assessment.hpp"

namespace tidemark::reports {

// "newly dead", "score moved".
[[nodiscard]] std::string_view change_words(analyzer::Change change);
// "alive, 62 points -> dead"; what is not known is left out.
[[nodiscard]] std::string change_detail(const analyzer::DomainChange& change);

// For a terminal; at most `limit` domains of each kind, 0: all.
[[nodiscard]] std::string changes_text(const analyzer::RunDifference& difference,
                                       std::size_t limit);
[[nodiscard]] std::string changes_json(const analyzer::RunDifference& difference);
[[nodiscard]] std::string changes_markdown(const analyzer::RunDifference& difference);

}  // namespace tidemark::reports
