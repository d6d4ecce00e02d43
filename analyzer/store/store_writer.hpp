// Writes the store, one transaction at a time, on the calling thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <utility>

#include "analyzer/store/content_rows.hpp"
#include "analyzer/store/fact_rows.hpp"
#include "analyzer/store/score_rows.hpp"
#include "analyzer/store/store_batch.hpp"
#include "analyzer/store/store_file.hpp"
#include "analyzer/store/visit_rows.hpp"
#include "probes/base/result.hpp"
#include "probes/database/database.hpp"

namespace tidemark::analyzer {

class StoreWriter {
 public:
  // Opens the store, as open_store_file() does, and begins a run in it.
  [[nodiscard]] static Result<StoreWriter> open(const std::filesystem::path& path,
                                                const RunFacts& facts, const OnNote& on_note);

  // All of it or, on an error, nothing; the same batch may then be tried again.
  [[nodiscard]] Result<void> write(const StoreBatch& batch);
  // Ends the run; `completed`: all of its input was answered. Forgets what is old and empties the
  // log.
  [[nodiscard]] Result<void> finish(bool completed);

 private:
  struct Rows {
    VisitRows visits;
    ContentRows content;
    ScoreRows scores;
    FactRows facts;
    probes::Statement lifecycle;
  };
  StoreWriter(probes::Database database, Rows rows, std::int64_t run, const RunFacts& facts)
      : database_(std::move(database)),
        rows_(std::move(rows)),
        run_(run),
        with_browser_(facts.with_browser),
        scored_by_(facts.scored_by) {}
  static Result<Rows> prepare(probes::Database& database);
  Result<void> write_rows(const StoreBatch& batch);
  Result<void> write_result(const DomainResult& result);
  Result<void> write_event(const LifecycleEvent& event);

  probes::Database database_;
  Rows rows_;
  std::int64_t run_;
  bool with_browser_;
  ScoreOrigin scored_by_;
};

}  // namespace tidemark::analyzer
