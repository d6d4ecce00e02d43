// Reads a scenario file with all that it extends, and makes one document of them.
#pragma once

#include <filesystem>

#include <nlohmann/json_fwd.hpp>

#include "harness/scenario/document_origins.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

// So many files may extend one another.
inline constexpr std::size_t kMostExtensions = 8;

// Takes the document of one file apart from those that it extends: `document` is checked against
// the schema. kBadInput names `name` and the JSON pointer.
[[nodiscard]] Result<void> check_document(const nlohmann::json& document, const std::string& name);

// The composed document of `file`, into `document`; what it was composed of is returned. Each file
// is checked by itself, so that an error names the file at fault. kBadInput: a mistake in one of
// them, a circle, too many; or what the system said.
[[nodiscard]] Result<DocumentOrigins> compose_document(const std::filesystem::path& file,
                                                       nlohmann::json& document);

}  // namespace tidemark::harness
