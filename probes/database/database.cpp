#include "probes/database/database.hpp"

#include <sqlite3.h>

#include <cerrno>

namespace tidemark::probes {
namespace {

ErrorCode classify(int code, int system_errno) {
  if (system_errno == ENOSPC || system_errno == EDQUOT || system_errno == EFBIG) {
    return ErrorCode::kNoSpace;
  }
  switch (code & 0xff) {
    case SQLITE_FULL: return ErrorCode::kNoSpace;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH: return ErrorCode::kDenied;
    case SQLITE_CANTOPEN: return system_errno == EACCES ? ErrorCode::kDenied : ErrorCode::kNotFound;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT: return ErrorCode::kBadInput;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ErrorCode::kTimedOut;
    default: return ErrorCode::kIo;
  }
}

// What the operating system said last about the file or its log. Needed because SQLite says "full"
// only for ENOSPC: a quota or a file size limit is a plain I/O error to it.
int last_errno(sqlite3* database) {
  for (const int which : {SQLITE_FCNTL_JOURNAL_POINTER, SQLITE_FCNTL_FILE_POINTER}) {
    sqlite3_file* file = nullptr;
    int error = 0;
    ::sqlite3_file_control(database, "main", which, static_cast<void*>(&file));
    if (file == nullptr || file->pMethods == nullptr) continue;
    file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &error);
    if (error != 0) return error;
  }
  return ::sqlite3_system_errno(database);
}

std::unexpected<Error> sqlite_failure(sqlite3* database, int code) {
  const char* name = ::sqlite3_db_filename(database, "main");
  const std::string what = std::string(name == nullptr ? "database" : name) + ": ";
  const std::string why = ::sqlite3_errmsg(database);
  const bool has_cause = (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN;
  const int cause = has_cause ? last_errno(database) : 0;
  return failure(classify(code, cause),
                 cause == 0 ? what + why : system_error(what + why, cause).message);
}

// A file name as SQLite's URI takes it.
std::string uri_of(const std::filesystem::path& path) {
  std::string uri = "file:";
  for (const char c : std::filesystem::absolute(path).string()) {
    if (c == '%') {
      uri += "%25";
    } else if (c == '?') {
      uri += "%3f";
    } else if (c == '#') {
      uri += "%23";
    } else {
      uri += c;
    }
  }
  return uri;
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  ::sqlite3_finalize(statement);
}

void Statement::reset() {
  ::sqlite3_reset(statement_.get());
  ::sqlite3_clear_bindings(statement_.get());
}

void Statement::bind_at(int index, std::int64_t value) {
  ::sqlite3_bind_int64(statement_.get(), index, value);
}

void Statement::bind_at(int index, std::string_view value) {
  ::sqlite3_bind_text(statement_.get(), index, value.data(), static_cast<int>(value.size()),
                      SQLITE_STATIC);
}

void Statement::bind_at(int index, double value) {
  ::sqlite3_bind_double(statement_.get(), index, value);
}

void Statement::bind_at(int index, Blob value) {
  // An empty blob must not become NULL, which a null pointer would make it.
  const char* data = value.bytes.empty() ? "" : value.bytes.data();
  ::sqlite3_bind_blob64(statement_.get(), index, data, value.bytes.size(), SQLITE_STATIC);
}

Result<bool> Statement::next() {
  const int code = ::sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return sqlite_failure(::sqlite3_db_handle(statement_.get()), code);
}

Result<void> Statement::run() {
  Result<bool> row = next();
  while (row && *row) row = next();
  ::sqlite3_reset(statement_.get());
  if (!row) return std::unexpected(row.error());
  return {};
}

std::int64_t Statement::integer(int column) const {
  return ::sqlite3_column_int64(statement_.get(), column);
}

std::optional<std::int64_t> Statement::maybe_integer(int column) const {
  if (::sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return {};
  return integer(column);
}

std::string Statement::text(int column) const { return maybe_text(column).value_or(""); }

std::optional<std::string> Statement::maybe_text(int column) const {
  const unsigned char* text = ::sqlite3_column_text(statement_.get(), column);
  if (text == nullptr) return {};
  const auto size = static_cast<std::size_t>(::sqlite3_column_bytes(statement_.get(), column));
  return std::string(reinterpret_cast<const char*>(text), size);
}

double Statement::real(int column) const {
  return ::sqlite3_column_double(statement_.get(), column);
}

std::string_view Statement::blob(int column) const {
  const void* bytes = ::sqlite3_column_blob(statement_.get(), column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes),
          static_cast<std::size_t>(::sqlite3_column_bytes(statement_.get(), column))};
}

void Database::Close::operator()(sqlite3* database) const { ::sqlite3_close_v2(database); }

Result<Database> Database::open(const std::filesystem::path& path, Access access) {
  const int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX |
                    (access == Access::kWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
  const std::string name = uri_of(path) + (access == Access::kImmutable ? "?immutable=1" : "");
  sqlite3* raw = nullptr;
  const int code = ::sqlite3_open_v2(name.c_str(), &raw, flags, nullptr);
  Database database(raw);  // SQLite gives a handle even when it fails
  if (code != SQLITE_OK) {
    return failure(classify(code, ::sqlite3_system_errno(raw)),
                   "open " + path.string() + ": " + ::sqlite3_errmsg(raw));
  }
  ::sqlite3_extended_result_codes(raw, 1);
  // Somebody may look at the file with another program while it is written.
  ::sqlite3_busy_timeout(raw, 2000);
  return database;
}

Result<void> Database::run(const std::string& sql) {
  const int code = ::sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return sqlite_failure(database_.get(), code);
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = ::sqlite3_prepare_v2(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                        &statement, nullptr);
  if (code != SQLITE_OK) return sqlite_failure(database_.get(), code);
  return Statement(statement);
}

Result<std::int64_t> Database::integer(std::string_view sql) {
  Result<Statement> statement = prepare(sql);
  if (!statement) return std::unexpected(statement.error());
  const Result<bool> row = statement->next();
  if (!row) return std::unexpected(row.error());
  return *row ? statement->integer(0) : 0;
}

Result<void> Database::checkpoint() { return run("PRAGMA wal_checkpoint(TRUNCATE)"); }

void Database::roll_back() {
  if (::sqlite3_get_autocommit(database_.get()) == 0) {
    ::sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

}  // namespace tidemark::probes
