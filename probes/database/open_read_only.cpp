#include "probes/database/open_read_only.hpp"

#include <system_error>
#include <utility>

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;

Result<Database> open_and_look(const fs::path& path, Database::Access access) {
  Result<Database> database = Database::open(path, access);
  if (!database) return database;
  // SQLite opens lazily: only a query finds out whether it can.
  const Result<std::int64_t> tables = database->integer("SELECT count(*) FROM sqlite_schema");
  if (!tables) return std::unexpected(tables.error());
  return database;
}

// A database in WAL mode cannot be opened where its directory is read-only, as readers share an
// index file beside it. Without anything in the WAL the file itself is complete; else both are
// copied.
Result<ReadOnlyDatabase> open_read_only_media(const fs::path& path) {
  const fs::path wal = path.string() + "-wal";
  std::error_code error;
  const std::uintmax_t size = fs::file_size(wal, error);
  if (error || size == 0) {
    Result<Database> database = open_and_look(path, Database::Access::kImmutable);
    if (!database) return std::unexpected(database.error());
    return ReadOnlyDatabase{.copy = {}, .database = *std::move(database)};
  }
  Result<TempDir> dir = TempDir::create("tidemark-database");
  if (!dir) return std::unexpected(dir.error());
  const fs::path copy = dir->path() / "copy.sqlite";
  fs::copy_file(path, copy, error);
  if (!error) fs::copy_file(wal, copy.string() + "-wal", error);
  if (error) return system_failure("copy database " + path.string(), error.value());
  fs::permissions(copy, fs::perms::owner_read | fs::perms::owner_write, error);
  fs::permissions(copy.string() + "-wal", fs::perms::owner_read | fs::perms::owner_write, error);
  Result<Database> database = open_and_look(copy, Database::Access::kRead);
  if (!database) return std::unexpected(database.error());
  return ReadOnlyDatabase{.copy = *std::move(dir), .database = *std::move(database)};
}

}  // namespace

Result<ReadOnlyDatabase> open_read_only(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (error) return system_failure("open " + path.string(), error.value());
  if (!fs::is_regular_file(status)) {
    return failure(ErrorCode::kBadInput, path.string() + ": is not a database file");
  }
  Result<Database> database = open_and_look(path, Database::Access::kRead);
  if (database) return ReadOnlyDatabase{.copy = {}, .database = *std::move(database)};
  if (database.error().code == ErrorCode::kDenied ||
      database.error().code == ErrorCode::kNotFound) {
    return open_read_only_media(path);
  }
  return std::unexpected(database.error());
}

}  // namespace tidemark::probes
