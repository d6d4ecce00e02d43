// Writes a recording, one transaction at a time, on the calling thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "probes/base/result.hpp"
#include "probes/database/database.hpp"
#include "probes/recording/recording_batch.hpp"
#include "probes/recording/row_writer.hpp"

namespace tidemark::probes {

class RecordingWriter {
 public:
  // Makes the file. kBadInput if it exists already.
  [[nodiscard]] static Result<RecordingWriter> create(
      const std::filesystem::path& path, const std::map<std::string, std::string>& facts);

  // All of it or, on an error, nothing; the same batch may then be tried again.
  [[nodiscard]] Result<void> write(const RecordingBatch& batch);
  // Marks the recording as closed and makes it a single file that read-only media can serve.
  [[nodiscard]] Result<void> finish(std::uint64_t dropped_ticks, std::uint64_t requests_left_out);

 private:
  RecordingWriter(Database database, RowWriter rows)
      : database_(std::move(database)), rows_(std::move(rows)) {}
  [[nodiscard]] static Result<RecordingWriter> fill(
      const std::filesystem::path& path, const std::map<std::string, std::string>& facts);
  [[nodiscard]] Result<void> write_rows(const RecordingBatch& batch);

  Database database_;
  RowWriter rows_;
  std::int64_t ticks_ = 0;  // written so far
};

}  // namespace tidemark::probes
