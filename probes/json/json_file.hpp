// Reading JSON that a person wrote: every mistake is reported with its place.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "probes/base/bytes.hpp"
#include "probes/base/result.hpp"

namespace tidemark {

// The whole of `file`; kBadInput if it is larger than `limit`, or what the system said.
[[nodiscard]] Result<std::string> read_text_file(const std::filesystem::path& file, Bytes limit);

// `text` as JSON; comments are allowed. kBadInput names the place, "NAME: line L, column C: ...";
// a key that one object gives twice is an error (a JSON library would silently keep the last), so
// is nesting of more than 100 levels (destroying it would overflow the stack).
[[nodiscard]] Result<nlohmann::json> parse_json_document(std::string_view text,
                                                         std::string_view name);

}  // namespace tidemark
