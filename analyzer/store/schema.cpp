#include "analyzer/store/schema.hpp"

#include <array>
#include <string>

namespace tidemark::analyzer {
namespace {

constexpr const char* kVersion1 = R"sql(
CREATE TABLE runs (
  run INTEGER PRIMARY KEY,
  started_us INTEGER NOT NULL,
  ended_us INTEGER,
  completed INTEGER NOT NULL DEFAULT 0,
  pid INTEGER NOT NULL,
  version TEXT NOT NULL,
  command_line TEXT NOT NULL,
  options TEXT NOT NULL
) STRICT;

CREATE TABLE visits (
  visit INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs,
  domain TEXT NOT NULL,
  checked_us INTEGER NOT NULL,
  took_ms INTEGER NOT NULL,
  lasting TEXT NOT NULL,
  with_browser INTEGER NOT NULL,
  state TEXT NOT NULL,
  confidence TEXT NOT NULL,
  cause TEXT,
  vendor TEXT NOT NULL,
  signal TEXT NOT NULL,
  title TEXT NOT NULL,
  text_length INTEGER NOT NULL,
  status INTEGER,
  final_url TEXT NOT NULL,
  read_by TEXT,
  addresses TEXT NOT NULL,
  cnames TEXT NOT NULL,
  inferred_from TEXT,
  inferred_evidence TEXT
) STRICT;
CREATE INDEX visits_by_domain ON visits (domain, visit);

CREATE VIEW results AS
  SELECT * FROM visits WHERE visit IN (SELECT max(visit) FROM visits GROUP BY domain);

CREATE TABLE answers (
  run INTEGER NOT NULL REFERENCES runs,
  domain TEXT NOT NULL,
  visit INTEGER NOT NULL REFERENCES visits,
  source TEXT NOT NULL,
  PRIMARY KEY (run, domain)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempts (
  visit INTEGER NOT NULL REFERENCES visits,
  number INTEGER NOT NULL,
  method TEXT NOT NULL,
  url TEXT NOT NULL,
  stage TEXT NOT NULL,
  error TEXT,
  detail TEXT NOT NULL,
  status INTEGER,
  took_ms INTEGER NOT NULL,
  slot_wait_ms INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (visit, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE stages (
  visit INTEGER NOT NULL REFERENCES visits,
  number INTEGER NOT NULL,
  stage TEXT NOT NULL,
  passed INTEGER NOT NULL,
  error TEXT,
  evidence TEXT NOT NULL,
  PRIMARY KEY (visit, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE protections (
  visit INTEGER NOT NULL REFERENCES visits,
  number INTEGER NOT NULL,
  vendor TEXT NOT NULL,
  protection TEXT NOT NULL,
  rule TEXT NOT NULL,
  signal TEXT NOT NULL,
  PRIMARY KEY (visit, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE content (
  content INTEGER PRIMARY KEY,
  domain TEXT NOT NULL UNIQUE,
  visit INTEGER NOT NULL,
  version INTEGER NOT NULL,
  checked_us INTEGER NOT NULL,
  final_url TEXT NOT NULL,
  title TEXT NOT NULL,
  language TEXT NOT NULL,
  meta TEXT NOT NULL,
  links TEXT NOT NULL,
  script_hosts TEXT NOT NULL,
  text_length INTEGER NOT NULL,
  scripts INTEGER NOT NULL,
  forms INTEGER NOT NULL,
  has_password_field INTEGER NOT NULL,
  json_ld BLOB NOT NULL,
  text BLOB NOT NULL
) STRICT;

CREATE TABLE facts (
  subject TEXT NOT NULL,
  kind TEXT NOT NULL,
  value REAL NOT NULL,
  samples INTEGER NOT NULL,
  evidence TEXT NOT NULL,
  learnt_us INTEGER NOT NULL,
  expires_us INTEGER NOT NULL,
  PRIMARY KEY (subject, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE lifecycle (
  event INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs,
  at_us INTEGER NOT NULL,
  kind TEXT NOT NULL,
  worker INTEGER,
  task TEXT,
  browser INTEGER,
  detail TEXT
) STRICT;
)sql";

// Whom an attempt connected to, and how.
constexpr const char* kVersion2 = R"sql(
ALTER TABLE attempts ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN tls TEXT NOT NULL DEFAULT '';
)sql";

// What pages were scored, by which keywords. Of each visit, so that runs can be compared.
constexpr const char* kVersion3 = R"sql(
CREATE TABLE scores (
  visit INTEGER PRIMARY KEY REFERENCES visits,
  keywords TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  content_version INTEGER NOT NULL,
  points INTEGER NOT NULL,
  explanation TEXT NOT NULL
) STRICT;
)sql";

// What a page shows for sale.
constexpr const char* kVersion4 = R"sql(
ALTER TABLE content ADD COLUMN products TEXT NOT NULL DEFAULT '[]';
)sql";

constexpr std::array<const char*, 4> kMigrations{kVersion1, kVersion2, kVersion3, kVersion4};

}  // namespace

std::span<const char* const> store_migrations() { return kMigrations; }

Result<void> check_store_version(probes::Database& database, const std::filesystem::path& path,
                                 std::int64_t newest) {
  const auto id = database.integer("PRAGMA application_id");
  if (!id) return std::unexpected(id.error());
  const auto version = database.integer("PRAGMA user_version");
  if (!version) return std::unexpected(version.error());
  const auto tables = database.integer("SELECT count(*) FROM sqlite_schema");
  if (!tables) return std::unexpected(tables.error());
  if (*id != kStoreApplicationId && (*id != 0 || *version != 0 || *tables != 0)) {
    return failure(ErrorCode::kBadInput, path.string() +
                                             ": is a database of another program; give the store "
                                             "another file with --cache");
  }
  if (*version > newest) {
    return failure(ErrorCode::kUnavailable,
                   path.string() + ": was written by a newer Tidemark (version " +
                       std::to_string(*version) + " of the store, this one knows " +
                       std::to_string(newest) +
                       "); use that Tidemark, or another file with --cache");
  }
  return {};
}

Result<void> migrate(probes::Database& database, std::span<const char* const> migrations) {
  const auto version = database.integer("PRAGMA user_version");
  if (!version) return std::unexpected(version.error());
  for (std::size_t step = static_cast<std::size_t>(*version); step < migrations.size(); ++step) {
    const std::string sql =
        "BEGIN IMMEDIATE; PRAGMA application_id = " + std::to_string(kStoreApplicationId) +
        "; PRAGMA user_version = " + std::to_string(step + 1) + ";" + migrations[step] + "COMMIT;";
    if (Result<void> done = database.run(sql); !done) {
      database.roll_back();
      return done;
    }
  }
  return {};
}

}  // namespace tidemark::analyzer
