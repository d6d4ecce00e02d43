#include "analyzer/store/store_file.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

#include "analyzer/store/schema.hpp"
#include "analyzer/store/store_lease.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::analyzer {
namespace fs = std::filesystem;
namespace {

using probes::Database;

std::int64_t newest_version() { return static_cast<std::int64_t>(store_migrations().size()); }

// What every SQLite file begins with; an empty one is a new database.
bool is_database(const fs::path& path) {
  constexpr std::string_view kMagic("SQLite format 3\0", 16);
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, kMagic.size()> start{};
  const ssize_t count = file ? ::read(file.get(), start.data(), start.size()) : 0;
  return count == 0 || std::string_view(start.data(), start.size()) == kMagic;
}

// 0600: what somebody analyses is nobody else's business.
Result<void> make_if_absent(const fs::path& path) {
  const UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file) return system_failure("open the store " + path.string(), errno);
  return {};
}

// After a run that did not end in order the machine may have crashed, too: then, and only then, the
// time to look at every page is well spent.
Result<void> check_after_unclean_end(Database& database) {
  const auto unclean = database.integer(
      "SELECT count(*) FROM runs WHERE run = (SELECT max(run) FROM runs) AND ended_us IS NULL");
  if (!unclean) return std::unexpected(unclean.error());
  if (*unclean == 0) return {};
  auto check = database.prepare("PRAGMA quick_check(1)");
  if (!check) return std::unexpected(check.error());
  const auto row = check->next();
  if (!row) return std::unexpected(row.error());
  if (*row && check->text(0) == "ok") return {};
  return failure(ErrorCode::kBadInput, "the store is damaged: " + check->text(0));
}

Result<Database> open_and_check(const fs::path& path) {
  auto database = Database::open(path, Database::Access::kWrite);
  if (!database) return database;
  if (auto ours = check_store_version(*database, path, newest_version()); !ours) {
    return std::unexpected(ours.error());
  }
  // Larger pages than SQLite's, as most rows of `content` are; it counts for a new file only. WAL:
  // readers never stop the writer. NORMAL: a commit is safe from a kill at once, and from a crash
  // of the machine at the next checkpoint.
  Result<void> done = database->run(
      "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
      "PRAGMA journal_size_limit = 67108864; PRAGMA trusted_schema = OFF");
  if (done) done = migrate(*database, store_migrations());
  if (done) done = check_after_unclean_end(*database);
  if (!done) return std::unexpected(done.error());
  return database;
}

// The header of another program's database is readable; ours that is not, is damaged.
bool is_of_another_program(const fs::path& path) {
  auto other = Database::open(path, Database::Access::kRead);
  if (!other) return false;
  const auto id = other->integer("PRAGMA application_id");
  return id && *id != kStoreApplicationId;
}

}  // namespace

Result<fs::path> settle_store_path(const fs::path& wanted) {
  std::error_code error;
  const fs::path directory = fs::absolute(wanted).parent_path();
  if (!fs::exists(directory, error)) {
    fs::create_directories(directory, error);
    if (error) return system_failure("make the directory " + directory.string(), error.value());
    fs::permissions(directory, fs::perms::owner_all, error);
  }
  fs::path path = fs::weakly_canonical(wanted, error);
  if (error) return system_failure("use the store " + wanted.string(), error.value());
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return path;
  if (!fs::is_regular_file(status)) {
    return failure(ErrorCode::kBadInput, "the store " + path.string() + " is not a file");
  }
  if (!is_database(path) && !fs::exists(lease_file_of(path), error)) {
    return failure(ErrorCode::kBadInput,
                   path.string() + ": is not a store of Tidemark; give --cache another file");
  }
  return path;
}

Result<Database> open_existing_store(const fs::path& path) {
  auto database = open_and_check(path);
  if (database || database.error().code != ErrorCode::kBadInput) return database;
  if (is_of_another_program(path)) return database;
  return failure(ErrorCode::kBadInput,
                 database.error().message +
                     "; tidemark analyze keeps a damaged store aside and begins a new one");
}

Result<Database> open_store_file(const fs::path& path, const OnNote& on_note) {
  if (auto made = make_if_absent(path); !made) return std::unexpected(made.error());
  auto database = open_and_check(path);
  if (database || database.error().code != ErrorCode::kBadInput) return database;
  const Error damage = database.error();
  if (is_of_another_program(path)) return std::unexpected(damage);
  const auto aside = set_aside(path);
  if (!aside) return std::unexpected(aside.error());
  on_note(fmt::format("the store is damaged ({}); it is kept as {}, a new one is begun",
                      damage.message, aside->string()));
  if (auto made = make_if_absent(path); !made) return std::unexpected(made.error());
  return open_and_check(path);
}

Result<probes::ReadOnlyDatabase> open_store_to_read(const fs::path& path) {
  auto opened = probes::open_read_only(path);
  if (!opened) return opened;
  if (auto ours = check_store_version(opened->database, path, newest_version()); !ours) {
    return std::unexpected(ours.error());
  }
  const auto version = opened->database.integer("PRAGMA user_version");
  if (!version) return std::unexpected(version.error());
  if (*version != newest_version()) {
    return failure(ErrorCode::kUnavailable,
                   path.string() + ": has an older version; any run with it brings it to ours");
  }
  return opened;
}

Result<fs::path> set_aside(const fs::path& path) {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  const std::string stem =
      fmt::format("{}.damaged-{:%Y%m%dT%H%M%SZ}", path.string(), fmt::gmtime(now));
  std::string name = stem;
  std::error_code error;
  for (int again = 2; fs::exists(name, error); ++again) name = fmt::format("{}-{}", stem, again);
  // The log first: a database without its log is older, a log beside another database is damage.
  fs::rename(path.string() + "-wal", name + "-wal", error);
  fs::remove(path.string() + "-shm", error);
  fs::rename(path, name, error);
  if (error) return system_failure("set aside the damaged store " + path.string(), error.value());
  return fs::path(name);
}

}  // namespace tidemark::analyzer
