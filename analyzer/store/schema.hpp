// The tables of the store; docs/store.md explains them to people.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "probes/base/result.hpp"
#include "probes/database/database.hpp"

namespace tidemark::analyzer {

// "TdSt" in PRAGMA application_id tells our files from other SQLite databases.
inline constexpr std::int64_t kStoreApplicationId = 0x54645374;

// Step i makes version i + 1 (PRAGMA user_version) of version i; version 0 is an empty file. Never
// change a step that was released: add one.
[[nodiscard]] std::span<const char* const> store_migrations();

// kBadInput: a database of another program. kUnavailable: written by a newer Tidemark, by which
// alone it can be used.
[[nodiscard]] Result<void> check_store_version(probes::Database& database,
                                               const std::filesystem::path& path,
                                               std::int64_t newest);

// Brings the database from its version to the last of `migrations`, each step in a transaction of
// its own: a kill in between leaves a whole version, from which the next start goes on.
[[nodiscard]] Result<void> migrate(probes::Database& database,
                                   std::span<const char* const> migrations);

}  // namespace tidemark::analyzer
