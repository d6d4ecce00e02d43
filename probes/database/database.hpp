// SQLite with owners and Results.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "probes/base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace tidemark::probes {

// Bytes to bind that are no text.
struct Blob {
  std::string_view bytes;
};

// A prepared statement. The database that made it must outlive it. Bound text must outlive run() or
// the rows.
class Statement {
 public:
  // Replaces what was bound: parameters from 1 on take `values` in order; absent values become
  // NULL.
  template <typename... Values>
  Statement& bind(const Values&... values) {
    reset();
    int index = 0;
    (bind_at(++index, values), ...);
    return *this;
  }
  // The next row: false at the end.
  [[nodiscard]] Result<bool> next();
  // To the end, for statements without rows of interest.
  [[nodiscard]] Result<void> run();

  // Columns of the current row, from 0. NULL is 0, empty or absent.
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::optional<std::int64_t> maybe_integer(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::optional<std::string> maybe_text(int column) const;
  [[nodiscard]] double real(int column) const;
  // Bytes as they were bound; they last until the next call to next() or bind().
  [[nodiscard]] std::string_view blob(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  void reset();
  void bind_at(int index, std::int64_t value);
  void bind_at(int index, std::string_view value);
  void bind_at(int index, double value);
  void bind_at(int index, Blob value);
  template <typename T>
  void bind_at(int index, const std::optional<T>& value) {
    if (value) bind_at(index, *value);  // reset() has made every parameter NULL
  }

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

// An open database file, used by one thread at a time.
class Database {
 public:
  enum class Access {
    kWrite,      // an existing file
    kRead,       // shares the file with a writer
    kImmutable,  // promises that nobody writes; the only way on read-only media
  };
  // kNotFound, kDenied, kBadInput (not a database), kNoSpace, kIo.
  [[nodiscard]] static Result<Database> open(const std::filesystem::path& path, Access access);

  [[nodiscard]] Result<void> run(const std::string& sql);
  [[nodiscard]] Result<Statement> prepare(std::string_view sql);
  // The first column of the first row, such as of a PRAGMA.
  [[nodiscard]] Result<std::int64_t> integer(std::string_view sql);
  // Copies everything from the log into the file, and empties the log.
  [[nodiscard]] Result<void> checkpoint();
  // Ends a transaction that failed.
  void roll_back();

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  explicit Database(sqlite3* database) : database_(database) {}
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace tidemark::probes
