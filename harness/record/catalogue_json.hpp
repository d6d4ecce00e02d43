// catalogue.json: how a catalogue's record is kept on disk (docs/scenarios.md).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "harness/record/catalogue_record.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

inline constexpr const char* kCatalogueFile = "catalogue.json";
inline constexpr std::string_view kCatalogueSchema = "tidemark.catalogue/1";

// As JSON text with a final newline. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string to_json(const CatalogueRecord& record);

// Writes so that `file` holds either what it did before or the whole record, whenever the machine
// stops. kNoSpace, kDenied, kIo: it holds what it did before.
[[nodiscard]] Result<void> write_catalogue(const std::filesystem::path& file,
                                           const CatalogueRecord& record);

// kBadInput: no catalogue's record, or one of another schema, with the JSON pointer of what is
// wrong; or what the system says.
[[nodiscard]] Result<CatalogueRecord> load_catalogue(const std::filesystem::path& file);

}  // namespace tidemark::harness
