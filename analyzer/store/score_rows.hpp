// Scores of pages in the store: one for each visit whose page was scored, the last that was made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "analyzer/result/page_score.hpp"
#include "probes/base/result.hpp"
#include "probes/database/database.hpp"

namespace tidemark::analyzer {

// By which keywords a page was scored: KeywordBook's name and fingerprint. Empty: by none.
struct ScoreOrigin {
  std::string keywords = {};
  std::string fingerprint = {};
};

// Writes rows. The database must outlive it; transactions are the caller's.
class ScoreRows {
 public:
  [[nodiscard]] static Result<ScoreRows> prepare(probes::Database& database);
  // Replaces what the visit had. `explanation`: explanation_text() of the same score.
  [[nodiscard]] Result<void> write(std::int64_t visit, const ScoreOrigin& origin,
                                   int content_version, int points, std::string_view explanation);

 private:
  explicit ScoreRows(probes::Statement statement) : statement_(std::move(statement)) {}
  probes::Statement statement_;
};

// Which words gave a score, as the JSON text of a column, so that SQL can take it apart. Bytes that
// are not UTF-8 become U+FFFD.
[[nodiscard]] std::string explanation_text(const PageScore& score);

// The score that a row holds. What of the explanation has another form is left out.
[[nodiscard]] PageScore score_from(int points, std::string_view explanation);

}  // namespace tidemark::analyzer
