// Opens a database file for reading wherever it lies.
#pragma once

#include <filesystem>

#include "probes/base/result.hpp"
#include "probes/base/temp_dir.hpp"
#include "probes/database/database.hpp"

namespace tidemark::probes {

// An open database and, where it had to be copied to be opened, the copy.
struct ReadOnlyDatabase {
  TempDir copy;
  Database database;
};

// Closed properly, cut off by a kill, still being written, or on read-only media. kNotFound,
// kDenied; kBadInput: not a regular file, not a database, or damaged.
[[nodiscard]] Result<ReadOnlyDatabase> open_read_only(const std::filesystem::path& path);

}  // namespace tidemark::probes
