// Writes a recording, one transaction at a time, on the calling thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "probes/base/result.hpp"
#include "probes/recording/database.hpp"
#include "probes/recording/recorded_run.hpp"

namespace tidemark::probes {

// What goes into one transaction.
struct RecordingBatch {
  std::vector<RecordedProcess> processes = {};  // new ones, and known ones that changed
  std::vector<std::pair<ProcessNumber, SteadyTime>> ended = {};
  std::vector<RecordedTick> ticks = {};
  std::vector<RecordedEvent> events = {};

  [[nodiscard]] bool empty() const {
    return processes.empty() && ended.empty() && ticks.empty() && events.empty();
  }
};

class RecordingWriter {
 public:
  // Makes the file. kBadInput if it exists already.
  [[nodiscard]] static Result<RecordingWriter> create(
      const std::filesystem::path& path, const std::map<std::string, std::string>& facts);

  // All of it or, on an error, nothing; the same batch may then be tried again.
  [[nodiscard]] Result<void> write(const RecordingBatch& batch);
  // Marks the recording as closed and makes it a single file that read-only media can serve.
  [[nodiscard]] Result<void> finish(std::uint64_t dropped_ticks);

 private:
  struct Statements {
    Statement process;
    Statement ended;
    Statement tick;
    Statement sample;
    Statement event;
  };
  RecordingWriter(Database database, Statements statements)
      : database_(std::move(database)), statements_(std::move(statements)) {}
  [[nodiscard]] static Result<RecordingWriter> fill(
      const std::filesystem::path& path, const std::map<std::string, std::string>& facts);
  [[nodiscard]] static Result<Statements> prepare(Database& database);
  [[nodiscard]] Result<void> write_rows(const RecordingBatch& batch);
  [[nodiscard]] Result<void> write_tick(const RecordedTick& tick, std::int64_t number);

  Database database_;
  Statements statements_;
  std::int64_t ticks_ = 0;  // written so far
};

}  // namespace tidemark::probes
