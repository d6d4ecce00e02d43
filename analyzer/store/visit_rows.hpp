// Visits in the store, with their attempts, stages and protections: results on their way in.
#pragma once

#include <cstdint>
#include <string_view>

#include "analyzer/result/domain_result.hpp"
#include "probes/base/result.hpp"
#include "probes/database/database.hpp"

namespace tidemark::analyzer {

// Owns the prepared statements. The database must outlive it; transactions are the caller's.
class VisitRows {
 public:
  [[nodiscard]] static Result<VisitRows> prepare(probes::Database& database);

  // Adds the visit that `result` came from, and that it answered its domain in this run; returns
  // the visit's number.
  [[nodiscard]] Result<std::int64_t> write(const DomainResult& result, std::int64_t run,
                                           bool with_browser);
  // In `run` the domain was answered by its latest visit, whoever made it.
  [[nodiscard]] Result<void> write_answer(std::int64_t run, std::string_view domain,
                                          std::string_view source);

 private:
  struct Statements {
    probes::Statement visit, answer, recalled, attempt, stage, protection;
  };
  explicit VisitRows(Statements statements) : statements_(std::move(statements)) {}
  Result<std::int64_t> write_visit(const DomainResult& result, std::int64_t run, bool with_browser);
  Result<void> write_attempts(const DomainResult& result, std::int64_t visit);
  Result<void> write_stages(const DomainResult& result, std::int64_t visit);
  Result<void> write_protections(const DomainResult& result, std::int64_t visit);

  Statements statements_;
};

}  // namespace tidemark::analyzer
