// Which stored pages have no score by certain keywords.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/store/content_rows.hpp"
#include "probes/base/result.hpp"
#include "probes/database/database.hpp"

namespace tidemark::analyzer {

// Reads them in the order of the file. The database must outlive it.
class StaleContents {
 public:
  // `fingerprint`: KeywordBook's.
  [[nodiscard]] static Result<StaleContents> find(probes::Database& database,
                                                  std::string fingerprint);

  // Pages that are to have a score, and those of them that had none when they were looked for.
  [[nodiscard]] std::size_t all() const { return all_; }
  [[nodiscard]] std::size_t stale() const { return stale_; }

  // The next of them, at most so many; none at the end. No transaction is left open.
  [[nodiscard]] Result<std::vector<PackedContent>> next(std::size_t most);

 private:
  StaleContents(probes::Statement statement, std::string fingerprint)
      : statement_(std::move(statement)), fingerprint_(std::move(fingerprint)) {}
  probes::Statement statement_;
  std::string fingerprint_;
  std::int64_t after_ = 0;
  std::size_t all_ = 0;
  std::size_t stale_ = 0;
};

}  // namespace tidemark::analyzer
