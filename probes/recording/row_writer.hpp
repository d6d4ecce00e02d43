// The rows of a recording: one method for each kind of thing that is written down.
#pragma once

#include <cstdint>
#include <string>

#include "probes/base/result.hpp"
#include "probes/database/database.hpp"
#include "probes/recording/recorded_run.hpp"
#include "probes/recording/recording_batch.hpp"

namespace tidemark::probes {

// Owns the prepared statements. The database must outlive it; transactions are the caller's.
class RowWriter {
 public:
  [[nodiscard]] static Result<RowWriter> prepare(Database& database);

  // A new process, or one whose name, command line or role has changed.
  [[nodiscard]] Result<void> write(const RecordedProcess& process);
  [[nodiscard]] Result<void> write(const ParentChange& change);
  [[nodiscard]] Result<void> write(const RecordedEnd& end);
  [[nodiscard]] Result<void> write(const WithheldFact& withheld, std::int64_t tick);
  // The tick with all its samples, details and holdings.
  [[nodiscard]] Result<void> write(const RecordedTick& tick, std::int64_t number);
  [[nodiscard]] Result<void> write(const RecordedEvent& event);
  [[nodiscard]] Result<void> write(const RecordedRequest& request);

 private:
  struct Statements {
    Statement process;
    Statement parent;
    Statement ended;
    Statement withheld;
    Statement tick;
    Statement sample;
    Statement detail;
    Statement kind;
    Statement cgroup;
    Statement holding;
    Statement event;
    Statement request;
  };
  explicit RowWriter(Statements statements) : statements_(std::move(statements)) {}
  [[nodiscard]] Result<void> write_sample(const RecordedSample& sample, std::int64_t tick);
  [[nodiscard]] Result<void> write_detail(const RecordedSample& sample, std::int64_t tick);
  [[nodiscard]] Result<void> write_cgroup(const CgroupFacts& facts, std::int64_t tick);

  Statements statements_;
};

}  // namespace tidemark::probes
