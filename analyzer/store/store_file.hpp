// The store's file: made, opened, checked, set aside.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "probes/base/result.hpp"
#include "probes/database/database.hpp"
#include "probes/database/open_read_only.hpp"

namespace tidemark::analyzer {

using OnNote = std::function<void(const std::string&)>;

// The one name of a store, links resolved, its directory made if need be. kBadInput: what is there
// is no store and never was one (no database, no lease beside it), so it is not touched.
[[nodiscard]] Result<std::filesystem::path> settle_store_path(const std::filesystem::path& path);

// Opens the store for writing, makes it if it is not there, brings it to our version. A damaged one
// is set aside, which `on_note` is told, and a new one made. Only the holder of the lease may.
// kUnavailable: of a newer Tidemark; kBadInput: another program's; kDenied, kNoSpace, kIo.
[[nodiscard]] Result<probes::Database> open_store_file(const std::filesystem::path& path,
                                                       const OnNote& on_note);

// The same for a store that must be there, and whole: a damaged one is refused (kBadInput), not set
// aside. kNotFound.
[[nodiscard]] Result<probes::Database> open_existing_store(const std::filesystem::path& path);

// Opens the store for reading, beside a running analyzer too. kNotFound; kUnavailable: of another
// version; kBadInput: damaged, or no store.
[[nodiscard]] Result<probes::ReadOnlyDatabase> open_store_to_read(
    const std::filesystem::path& path);

// Renames the store and its log to FILE.damaged-<time>, so that a person can look at it; the new
// name of the file. Nobody may have it open for writing.
[[nodiscard]] Result<std::filesystem::path> set_aside(const std::filesystem::path& path);

}  // namespace tidemark::analyzer
