// Learnt facts in the store.
#pragma once

#include <chrono>
#include <vector>

#include "analyzer/strategy/learnt_fact.hpp"
#include "probes/base/result.hpp"
#include "probes/database/database.hpp"

namespace tidemark::analyzer {

// Those that have not expired at `now`, ordered by subject and kind.
[[nodiscard]] Result<std::vector<LearntFact>> read_facts(probes::Database& database,
                                                         std::chrono::system_clock::time_point now);

// Writes facts. The database must outlive it; transactions are the caller's.
class FactRows {
 public:
  [[nodiscard]] static Result<FactRows> prepare(probes::Database& database);
  [[nodiscard]] Result<void> write(const LearntFact& fact);

 private:
  explicit FactRows(probes::Statement statement) : statement_(std::move(statement)) {}
  probes::Statement statement_;
};

}  // namespace tidemark::analyzer
