// Visits in the store on their way out.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "analyzer/result/domain_result.hpp"
#include "analyzer/store/lifetime.hpp"
#include "analyzer/store/score_rows.hpp"
#include "probes/base/result.hpp"
#include "probes/database/database.hpp"

namespace tidemark::analyzer {

struct StoredVisit {
  std::int64_t visit = 0;
  std::int64_t run = 0;
  Lasting lasting = Lasting::kNever;
  bool with_browser = false;   // one was there to be used
  ScoreOrigin scored_by = {};  // the result's score, if it has one
  DomainResult result = {};    // `cached`; without source and content
};

// Owns the prepared statements. The database must outlive it.
class VisitReader {
 public:
  [[nodiscard]] static Result<VisitReader> prepare(probes::Database& database);

  // The latest visit to `domain`. Nothing if there was none, or if it says something that this
  // Tidemark has no word for.
  [[nodiscard]] Result<std::optional<StoredVisit>> latest(std::string_view domain);

 private:
  struct Statements {
    probes::Statement visit, attempts, stages, protections, score;
  };
  explicit VisitReader(Statements statements) : statements_(std::move(statements)) {}

  Statements statements_;
};

}  // namespace tidemark::analyzer
