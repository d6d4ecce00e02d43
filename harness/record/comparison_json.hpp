// comparison.json: how a comparison is kept on disk (docs/comparison.md).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "harness/record/comparison_record.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

inline constexpr std::string_view kComparisonSchema = "tidemark.comparison/1";

// As JSON text with a final newline. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string to_json(const ComparisonRecord& record);

// Writes so that `file` holds either what it did before or the whole record, whenever the machine
// stops. kNoSpace, kDenied, kIo: it holds what it did before.
[[nodiscard]] Result<void> write_comparison(const std::filesystem::path& file,
                                            const ComparisonRecord& record);

// kBadInput: no comparison, or one of another schema, with the JSON pointer of what is wrong; or
// what the system says.
[[nodiscard]] Result<ComparisonRecord> load_comparison(const std::filesystem::path& file);

}  // namespace tidemark::harness
